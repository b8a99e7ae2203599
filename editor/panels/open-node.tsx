"use client";

import { isFinal } from "@/shared/execution";
import type { WorkflowNode } from "@/shared/workflow";
import { renameNode, setCredential, setNodeSettings, setParams, setPinned } from "../commands";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { startRun } from "../start-run";
import { NodePanel } from "./node-panel";

const noSteps: never[] = [];

/** The panel of the open node: its changes become commands, and the run on screen is its data. */
export function OpenNode({ id }: { id: string }) {
  const node = findNode(useDocument(), id);
  return node ? <Panel node={node} /> : null;
}

function Panel({ node }: { node: WorkflowNode }) {
  const editor = useEditor();
  const document = useDocument();
  const { id } = node;
  const workflowId = useEditorState((state) => state.workflowId);
  const readOnly = useEditorState((state) => state.readOnly);
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const run = useEditorState((state) => state.run);
  const starting = useEditorState((state) => state.starting);
  const webhook = useEditorState(({ webhooks }) => webhooks.find(({ nodeId }) => nodeId === id));
  const info = nodeTypes.get(node.type);
  return (
    <NodePanel
      workflowId={workflowId}
      document={document}
      node={node}
      info={info}
      nodeTypes={nodeTypes}
      readOnly={readOnly}
      executionId={run?.executionId ?? null}
      steps={run?.state.steps ?? noSteps}
      webhook={webhook}
      isRunning={starting || (run !== null && !isFinal(run.state.status))}
      onParams={(params, path) => editor.dispatch(setParams, { id, params, path })}
      onSeal={editor.seal}
      onSettings={(patch) => editor.dispatch(setNodeSettings, { id, patch })}
      onRename={(name) => editor.dispatch(renameNode, { id, name, nodeTypes })}
      onCredential={(slot, credentialId) => editor.dispatch(setCredential, { id, slot, credentialId })}
      onPin={(pinned) => editor.dispatch(setPinned, { pins: new Map([[id, pinned]]) })}
      onRunToHere={() =>
        info?.trigger === "webhook" ? startRun(editor, node) : void editor.run.start({ destination: id })
      }
      onOpenNode={(openNode) => {
        editor.select([openNode]);
        editor.state.setState({ openNode });
      }}
      onClose={() => {
        editor.seal();
        editor.state.setState({ openNode: null });
      }}
    />
  );
}
