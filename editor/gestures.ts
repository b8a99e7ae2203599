import type { Texts } from "@/components/messages/texts";
import type { Messages } from "@/shared/messages/read-messages";

/**
 * What is done by hand on the canvas, for the overview and the docs: what the list of actions does not say. Some are
 * done by keys, and others in a way that takes words.
 */
export type Gesture = {
  what: keyof Messages["actions"]["gestures"];
  group: "draw" | "select" | "moveAround" | "byFinger";
} & ({ keys: readonly string[] } | { how: readonly (keyof Messages["actions"]["how"])[] });

export const gestures: readonly Gesture[] = [
  { group: "draw", what: "addNodeHere", how: ["doubleClickCanvas"] },
  { group: "draw", what: "addNodeAndConnect", how: ["dropWire", "clickPlus"] },
  { group: "draw", what: "chainNodes", how: ["clickEach"] },
  { group: "draw", what: "connectPorts", how: ["drag", "clickBoth"] },
  { group: "draw", what: "insertIntoWire", how: ["dropOnWire"] },
  { group: "draw", what: "moveWireEnd", how: ["dragEnd"] },
  { group: "draw", what: "pullWireOut", how: ["dropEnd"] },
  { group: "draw", what: "open", how: ["doubleClick"] },
  { group: "select", what: "goAlongWires", keys: ["ArrowLeft", "ArrowRight"] },
  { group: "select", what: "goToBranch", keys: ["ArrowUp", "ArrowDown"] },
  { group: "select", what: "goToNext", keys: ["Tab"] },
  { group: "select", what: "selectFocused", keys: ["Space"] },
  { group: "select", what: "selectInBox", how: ["shiftDrag"] },
  { group: "select", what: "addToSelection", how: ["shiftClick"] },
  { group: "select", what: "selectGroup", how: ["clickName"] },
  { group: "select", what: "letGo", keys: ["Escape"] },
  { group: "moveAround", what: "moveSelection", how: ["drag", "modArrow"] },
  { group: "moveAround", what: "moveFurther", how: ["modShiftArrow"] },
  { group: "moveAround", what: "moveView", how: ["dragCanvas", "middleButton", "spaceDrag", "wheel"] },
  { group: "moveAround", what: "zoom", how: ["modWheel", "pinch"] },
  { group: "byFinger", what: "selectByFinger", how: ["tap"] },
  { group: "byFinger", what: "openByFinger", how: ["doubleTap"] },
  { group: "byFinger", what: "menu", how: ["longPress"] },
  { group: "byFinger", what: "moveViewAndZoom", how: ["twoFingers"] },
];

/** The ways to do it, as keys are written and in words. */
export const waysOf = (gesture: Gesture, t: Texts): readonly string[] =>
  "keys" in gesture ? gesture.keys : gesture.how.map((way) => t(`actions.how.${way}`));
