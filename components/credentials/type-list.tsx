import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { CredentialTypeInfo } from "@/shared/api";
import { Input } from "../ui/input";

type TypeListProps = { types: readonly CredentialTypeInfo[]; onChoose: (type: CredentialTypeInfo) => void };

/** More than one sees at a glance. */
const many = 8;

export function TypeList({ types, onChoose }: TypeListProps) {
  const t = useTranslations("credentials.dialog");
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = types.filter(({ label, summary }) => {
    const text = `${label} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (types.length <= many) return <Types types={types} onChoose={onChoose} />;
  return (
    <div className="flex flex-col gap-3">
      <Input
        type="search"
        aria-label={t("searchTypes")}
        placeholder={t("searchTypes")}
        maxLength={100}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="h-[60dvh] overflow-y-auto px-2 -mx-2">
        <Types types={found} onChoose={onChoose} />
        {found.length === 0 && (
          <p role="status" className="py-6 text-center text-muted text-sm">
            {t("noTypeFits")}
          </p>
        )}
      </div>
    </div>
  );
}

function Types({ types, onChoose }: TypeListProps) {
  const t = useTranslations("credentials.dialog");
  return (
    <ul className="-mx-2 flex flex-col gap-0.5" aria-label={t("types")}>
      {types.map((type) => (
        <li key={type.type}>
          <button
            type="button"
            onClick={() => onChoose(type)}
            className="flex w-full items-center gap-3 rounded-lg px-2 py-2 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2"
          >
            <span className="min-w-0 flex-1">
              <span className="block font-medium text-sm">{type.label}</span>
              <span className="block text-muted text-xs">{type.summary}</span>
            </span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
          </button>
        </li>
      ))}
    </ul>
  );
}
