import type { ReactNode } from "react";
import type { Drafts } from "@/components/param-form/drafts";
import type { LookupResult, NodeTypeInfo, WebhookAddress } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";
import type { JsonObject, Ports } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/** What a person can set on every node beside its parameters. A key with `undefined` removes the setting. */
export type NodeSettingsPatch = Partial<
  Pick<
    WorkflowNode,
    "version" | "disabled" | "notes" | "onError" | "retry" | "timeoutMs" | "executeOnce" | "alwaysOutput"
  >
>;

export type NodePanelProps = {
  workflowId: string;
  document: WorkflowDocument;
  node: WorkflowNode;
  /** `undefined`: the type is unknown here. */
  info: NodeTypeInfo | undefined;
  nodeTypes: ReadonlyMap<string, NodeTypeInfo>;
  readOnly: boolean;
  /** The execution whose data is shown. */
  executionId: number | null;
  /** All steps of that execution, live. */
  steps: readonly StepSummary[];
  /** The run of the node to begin with; its last without one. */
  firstRun: number | undefined;
  /** The path of the parameter to begin with. */
  firstField: string | undefined;
  webhook: WebhookAddress | undefined;
  isRunning: boolean;
  /** The node, or what leads to it, was changed since the execution whose data is shown. */
  isStale: boolean;
  /** What a run waits for, above the panes. */
  notice: ReactNode;
  /** Texts of fields that are no valid values yet; they outlive the panel. */
  drafts: Drafts;
  /** `params` is the whole new value; `path` the changed leaf, which merges the steps of undo. */
  onParams(params: JsonObject, path: string): void;
  /** A field lost focus: the next change is an undo step of its own. */
  onSeal(): void;
  onSettings(patch: NodeSettingsPatch): void;
  onRename(name: string): void;
  onCredential(slot: string, id: string | undefined): void;
  /** `undefined` removes the pinned data. */
  onPin(pinned: Ports | undefined): void;
  /** Pins what a step of the node gave. */
  onPinStep(step: number): Promise<void>;
  /** Asks the service of the node for a list of values, with its credentials and parameters as they stand. */
  onLookUp(name: string): Promise<LookupResult>;
  onRunToHere(): void;
  /** Runs what leads to the node, and not the node itself. */
  onRunBefore(): void;
  onOpenNode(id: string): void;
  onClose(): void;
};
