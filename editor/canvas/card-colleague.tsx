import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import type { Colleague } from "@/shared/api";
import { useEditorState } from "../editor-context";

/** On the card of the node that somebody else has open. */
export function CardColleague({ nodeId }: { nodeId: string }) {
  const t = useTranslations("presence");
  const colleague = useEditorState(({ colleagues }) => colleagues.find((one) => one.nodeId === nodeId));
  if (!colleague) return null;
  const who = colleague.isSelf ? t("self") : colleague.name;
  return (
    <span className="absolute -bottom-2.5 right-3" title={t("onNode", { who })}>
      <span className="sr-only">{t("onNode", { who })}</span>
      <Initials colleague={colleague} className="size-5 text-[10px]" />
    </span>
  );
}

/** The first letter of a name, in a colour of its own for each tab. */
export function Initials({ colleague: { tab, name }, className }: { colleague: Colleague; className?: string }) {
  const [letter = "?"] = name.trim();
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-6 place-items-center rounded-full font-semibold text-white text-xs ring-2 ring-surface",
        colors[[...tab].reduce((sum, character) => sum + character.charCodeAt(0), 0) % colors.length],
        className,
      )}
    >
      {letter.toUpperCase()}
    </span>
  );
}

const colors = ["bg-[#7c3aed]", "bg-[#be185d]", "bg-[#0369a1]", "bg-[#b45309]", "bg-[#047857]"];
