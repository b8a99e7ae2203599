import { useTranslations } from "use-intl";
import { Hint } from "@/components/ui/tooltip";
import type { Colleague } from "@/shared/api";
import { Initials } from "../canvas/card-colleague";
import { findNode } from "../document";
import { useDocument, useEditorState } from "../editor-context";

const shown = 3;

/** Who else has this workflow open. */
export function Colleagues() {
  const t = useTranslations("presence");
  const colleagues = useEditorState((state) => state.colleagues);
  const document = useDocument();
  if (colleagues.length === 0) return null;
  const told = (colleague: Colleague) => {
    const who = colleague.isSelf ? t("self") : colleague.name;
    const node = colleague.nodeId === null ? undefined : findNode(document, colleague.nodeId);
    return node ? t("atNode", { who, node: node.name }) : t("here", { who });
  };
  return (
    <ul aria-label={t("label")} className="flex shrink-0 items-center -space-x-1.5 px-1">
      {colleagues.slice(0, shown).map((colleague) => (
        <li key={colleague.tab}>
          <Hint label={told(colleague)}>
            <button type="button" className="block rounded-full" aria-label={told(colleague)}>
              <Initials colleague={colleague} />
            </button>
          </Hint>
        </li>
      ))}
      {colleagues.length > shown && (
        <li className="pl-2.5 text-muted text-xs tabular-nums">+{colleagues.length - shown}</li>
      )}
    </ul>
  );
}
