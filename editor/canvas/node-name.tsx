import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import type { WorkflowNode } from "@/shared/workflow";
import { renameNode } from "../commands";
import { useEditor, useEditorState } from "../editor-context";
import { focusCard } from "./focus-card";
import { NameField } from "./name-field";

/** The name on a card; a field while it is written. */
export function NodeName({ node, className }: { node: WorkflowNode; className?: string }) {
  const t = useTranslations("canvas.node");
  const { state, dispatch } = useEditor();
  const isWriting = useEditorState(({ renaming }) => renaming === node.id);
  if (!isWriting) {
    return (
      <p className={cn(className, node.disabled && "line-through")} title={node.name}>
        {node.name}
      </p>
    );
  }
  return (
    <NameField
      label={t("name", { name: node.name })}
      name={node.name}
      className={className?.replace("truncate", "")}
      problem={(wanted) => {
        if (wanted === "") return t("nameMissing");
        const isTaken = state.getState().history.document.nodes.some(({ name }) => name === wanted);
        return isTaken ? t("nameTaken") : undefined;
      }}
      onKeep={(name) => dispatch(renameNode, { id: node.id, name, nodeTypes: state.getState().nodeTypes })}
      onDone={(byKey) => {
        state.setState({ renaming: null });
        if (byKey) focusCard(node.id);
      }}
    />
  );
}
