import { Route } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import type { Purpose } from "./view-props";

type ItemNumberProps = {
  index: number;
  isChosen: boolean;
  onChoose: ((index: number) => void) | undefined;
  purpose?: Purpose;
};

/** The place of an item among the others; where items can be chosen, the button for it. */
export function ItemNumber({ index, isChosen, onChoose, purpose = "previews" }: ItemNumberProps) {
  const t = useTranslations("items.number");
  if (!onChoose) return <span className="block px-2 py-2">{index + 1}</span>;
  const isLineage = purpose === "lineage";
  return (
    <button
      type="button"
      data-item={index}
      {...(isLineage ? { "aria-expanded": isChosen } : { "aria-pressed": isChosen })}
      aria-label={t(isLineage ? "lineage" : "choose", { number: index + 1 })}
      title={t(isLineage ? "lineageHint" : "chooseHint")}
      onClick={() => onChoose(index)}
      className={cn(
        "flex w-full items-center justify-end gap-1.5 px-2 py-2 text-right hover:text-primary focus-visible:-outline-offset-2",
        isChosen && "font-semibold text-primary",
      )}
    >
      {isLineage && <Route aria-hidden className="size-3 shrink-0 opacity-70" />}
      {index + 1}
    </button>
  );
}
