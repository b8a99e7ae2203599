import { ChevronRight } from "lucide-react";
import type { CredentialTypeInfo } from "@/shared/api";

type TypeListProps = { types: readonly CredentialTypeInfo[]; onChoose: (type: CredentialTypeInfo) => void };

export function TypeList({ types, onChoose }: TypeListProps) {
  return (
    <ul className="-mx-2 flex flex-col gap-0.5" aria-label="Types">
      {types.map((type) => (
        <li key={type.type}>
          <button
            type="button"
            onClick={() => onChoose(type)}
            className="flex w-full items-center gap-3 rounded-lg px-2 py-2 text-left transition-colors hover:bg-hover"
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
