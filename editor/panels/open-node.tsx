"use client";

import { useCallback } from "react";
import { texts } from "@/components/messages/texts";
import type { Drafts } from "@/components/param-form/drafts";
import { toast } from "@/components/ui/toast";
import { isFinal } from "@/shared/execution";
import type { WorkflowNode } from "@/shared/workflow";
import { renameNode, setCredential, setNodeSettings, setParams, setPinned } from "../commands";
import { findNode } from "../document";
import { type Editor, useDocument, useEditor, useEditorState, useReadOnly } from "../editor-context";
import { pinSteps } from "../pin";
import { runTo, startRun } from "../start-run";
import { useStale } from "../use-stale";
import { CallFirstCard } from "./call-first-card";
import { ListeningCard } from "./listening-card";
import { NodePanel } from "./node-panel";
import { nodesBefore } from "./node-panel/neighbours";

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
  const readOnly = useReadOnly();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const run = useEditorState((state) => state.run);
  const openRun = useEditorState((state) => state.openRun);
  const openField = useEditorState((state) => state.openField);
  const starting = useEditorState((state) => state.starting);
  const listening = useEditorState((state) => state.listening);
  const drafts = draftsOf(editor, id);
  // The same function while the node is edited, or each letter would draw the whole form.
  const lookUp = useCallback(
    (lookup: string) => {
      const { type = "", params = {}, credentials = {} } = findNode(editor.state.getState().history.document, id) ?? {};
      return editor.client.nodeTypes.lookUp.mutate({ type, lookup, params, credentials });
    },
    [editor, id],
  );
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
      firstRun={openRun ?? undefined}
      firstField={openField ?? undefined}
      webhook={webhook}
      isStale={useStale(id)}
      isRunning={starting || (run !== null && !isFinal(run.state.status))}
      notice={listening ? <ListeningCard listening={listening} /> : <CallFirstCard />}
      drafts={drafts}
      onParams={(params, path) => editor.dispatch(setParams, { id, params, path })}
      onSeal={editor.seal}
      onSettings={(patch) => editor.dispatch(setNodeSettings, { id, patch })}
      onRename={(name) => editor.dispatch(renameNode, { id, name, nodeTypes })}
      onCredential={(slot, credentialId) => editor.dispatch(setCredential, { id, slot, credentialId })}
      onPin={(pinned) => editor.dispatch(setPinned, { pins: new Map([[id, pinned]]) })}
      onPinStep={(step) => pinSteps(editor, [{ id, step }])}
      onLookUp={lookUp}
      onRunToHere={() => (info?.trigger ? startRun(editor, node) : void runTo(editor, id))}
      onRunBefore={() => {
        const [before] = nodesBefore(document, id);
        if (before) void runTo(editor, before.id);
      }}
      onOpenNode={(openNode) => {
        editor.select([openNode]);
        editor.state.setState({ openNode, openRun: null, openField: null });
      }}
      onClose={() => {
        editor.seal();
        editor.state.setState({ openNode: null, openRun: null, openField: null });
        tellOfDrafts(drafts);
      }}
    />
  );
}

/** By editor and node, for as long as the page is open. */
const kept = new WeakMap<Editor, Map<string, Drafts>>();

function draftsOf(editor: Editor, id: string): Drafts {
  const byNode = kept.get(editor) ?? new Map<string, Drafts>();
  kept.set(editor, byNode);
  const drafts = byNode.get(id) ?? new Map();
  byNode.set(id, drafts);
  return drafts;
}

function tellOfDrafts(drafts: Drafts) {
  const [draft] = drafts.values();
  if (!draft) return;
  const t = texts();
  toast.warning(t("editor.drafts.invalid", { field: draft.label }), {
    description: t("editor.drafts.invalidDescription"),
  });
}
