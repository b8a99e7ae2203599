"use client";

import { renameNode, setCredential, setNodeSettings, setParams, setPinned } from "../commands";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { isBusy, startRun } from "../start-run";
import { NodePanel } from "./node-panel";

/** The panel of the open node, tied to the editor's commands and the run on screen. */
export function OpenNode({ id }: { id: string }) {
  const editor = useEditor();
  const document = useDocument();
  const { workflowId, readOnly, nodeTypes, run, webhooks } = useEditorState((state) => state);
  const isRunning = useEditorState(isBusy);
  const node = findNode(document, id);
  if (!node) return null;
  const info = nodeTypes.get(node.type);

  function runToHere() {
    if (node && info?.trigger) startRun(editor, node);
    else void editor.run.start({ destination: id });
  }

  return (
    <NodePanel
      workflowId={workflowId}
      document={document}
      node={node}
      info={info}
      nodeTypes={nodeTypes}
      readOnly={readOnly}
      executionId={run?.executionId ?? null}
      steps={run?.state.steps ?? []}
      webhook={webhooks.find(({ nodeId }) => nodeId === id)}
      isRunning={isRunning}
      onParams={(params, path) => editor.dispatch(setParams, { id, params, path })}
      onSeal={editor.seal}
      onSettings={(patch) => editor.dispatch(setNodeSettings, { id, patch })}
      onRename={(name) => editor.dispatch(renameNode, { id, name, nodeTypes })}
      onCredential={(slot, credentialId) => editor.dispatch(setCredential, { id, slot, credentialId })}
      onPin={(pinned) => editor.dispatch(setPinned, { pins: new Map([[id, pinned]]) })}
      onRunToHere={runToHere}
      onOpenNode={(other) => {
        editor.select([other]);
        editor.state.setState({ openNode: other });
      }}
      onClose={() => editor.state.setState({ openNode: null })}
    />
  );
}
