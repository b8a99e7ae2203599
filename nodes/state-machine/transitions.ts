export type Transition = { from: string; event: string; to: string };

/** Where an event leads: a transition from the very state comes before one from any. */
export function nextState(transitions: readonly Transition[], state: string, event: string): string | undefined {
  const fitting = transitions.filter((one) => one.event === event);
  const own = fitting.find(({ from }) => from === state) ?? fitting.find(({ from }) => from === "");
  return own?.to;
}
