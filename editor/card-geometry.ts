import type { NodeTypeInfo } from "@/shared/api";
import type { Edge, WorkflowNode } from "@/shared/workflow";
import { type CardPort, inputsOf, outputsOf } from "./document";

/** Sizes in flow units. The card draws exactly this, so that wires and layout need no measuring. */
export const cardWidth = 220;
export const headHeight = 60;
export const rowHeight = 24;
const rowsPadding = 6;

export type PlacedPort = CardPort & {
  /** Centre of the port from the top of the card. */
  y: number;
  /** Worth a label: one of several. */
  labelled: boolean;
};
export type CardGeometry = { height: number; inputs: PlacedPort[]; outputs: PlacedPort[] };

/** A single port sits beside the head; several get a row each below it. */
export function cardGeometry(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]): CardGeometry {
  const inputs = inputsOf(node, info, edges);
  const outputs = outputsOf(node, info, edges);
  const rows = Math.max(inputs.length > 1 ? inputs.length : 0, outputs.length > 1 ? outputs.length : 0);
  return {
    height: headHeight + (rows > 0 ? rows * rowHeight + 2 * rowsPadding : 0),
    inputs: placed(inputs),
    outputs: placed(outputs),
  };
}

function placed(ports: readonly CardPort[]): PlacedPort[] {
  if (ports.length === 1) return ports.map((port) => ({ ...port, y: headHeight / 2, labelled: port.missing === true }));
  return ports.map((port, row) => ({
    ...port,
    y: headHeight + rowsPadding + rowHeight * (row + 0.5),
    labelled: true,
  }));
}
