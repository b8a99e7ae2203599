import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import type { NodeTypeInfo, RelatedItems } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { outputsOf } from "../../document";
import type { ItemPlace } from "./item-place";
import { ownSteps } from "./run-data";

export type RelatedListProps = {
  related: readonly RelatedItems[];
  document: WorkflowDocument;
  nodeTypes: ReadonlyMap<string, NodeTypeInfo>;
  steps: readonly StepSummary[];
  onGoToItem: (place: ItemPlace) => void;
};

/** Items of other nodes, by node and run; each leads to the item itself. */
export function RelatedList({ related, document, ...props }: RelatedListProps) {
  if (related.length === 0) return null;
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  return (
    <ol className="flex flex-col gap-1">
      {related.map((one) => (
        <li key={`${one.step}/${one.port}`}>
          <RelatedNode {...props} related={one} node={byId.get(one.nodeId)} document={document} />
        </li>
      ))}
    </ol>
  );
}

const hidden = (text: ReactNode) => <span className="sr-only">{text}</span>;

type RelatedNodeProps = Omit<RelatedListProps, "related"> & { related: RelatedItems; node: WorkflowNode | undefined };

function RelatedNode({ related, node, document, nodeTypes, steps, onGoToItem }: RelatedNodeProps) {
  const t = useTranslations("panel.related");
  const { nodeId, run, port, items, total, end } = related;
  const info = node && nodeTypes.get(node.type);
  const ports = node ? outputsOf(node, info, document.edges) : [];
  const output = ports.length > 1 ? ports.find(({ name }) => name === port)?.label : undefined;
  const details = [ownSteps(steps, nodeId).length > 1 && t("run", { number: run + 1 }), output]
    .filter(Boolean)
    .join(" · ");
  const name = node?.name ?? t("deletedNode");
  return (
    <>
      <div className="flex h-7 min-w-0 items-center gap-2 text-xs">
        <NodeIcon icon={info?.icon} category={info?.category} size="sm" className="size-5" />
        <span className="min-w-0 truncate font-medium">{name}</span>
        {details && <span className="shrink-0 text-muted">{details}</span>}
        {end === "start" && <span className="ml-auto shrink-0 text-muted">{t("began")}</span>}
      </div>
      <ul className="ml-2.5 border-border border-l pl-3.5">
        {items.map(({ item, preview }) => (
          <li key={item}>
            <button
              type="button"
              disabled={!node}
              onClick={() => onGoToItem({ nodeId, run, port, item })}
              className="flex min-h-6 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left text-xs enabled:hover:bg-hover"
            >
              <span className="shrink-0 text-muted tabular-nums">
                {t.rich(details ? "itemOfRun" : "item", { number: item + 1, name, details, hidden })}
              </span>
              <span className="min-w-0 truncate">
                {preview || <span className="text-muted italic">{t("noFields")}</span>}
              </span>
            </button>
          </li>
        ))}
        {total > items.length && (
          <li className="px-1.5 text-muted text-xs leading-6">{t("more", { count: total - items.length })}</li>
        )}
        {end === "unknown" && <li className="px-1.5 text-muted text-xs leading-6">{t("unknown")}</li>}
      </ul>
    </>
  );
}
