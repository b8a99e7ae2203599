import { expect, it } from "vitest";
import { createEventBuffer } from "./event-buffer";

const event = (index: number) => ({ type: "step.started", index, nodeId: "a", run: 0, at: 0 }) as const;

it("gives events in their order, and forgets those that were taken", () => {
  const buffer = createEventBuffer(100);
  for (let round = 0; round < 5_000; round++) {
    buffer.push(event(2 * round), 40);
    buffer.push(event(2 * round + 1), 40);
    expect([buffer.next(), buffer.next(), buffer.next()]).toEqual([event(2 * round), event(2 * round + 1), undefined]);
  }
  expect(buffer.isEmpty()).toBe(true);
});

it("drops everything beyond its limit, and takes nothing more before it was cleared", () => {
  const buffer = createEventBuffer(100);
  for (const index of [0, 1, 2, 3]) buffer.push(event(index), 40);
  expect([buffer.hasOverflowed(), buffer.next(), buffer.isEmpty()]).toEqual([true, undefined, false]);
  buffer.clear();
  buffer.push(event(4), 40);
  expect([buffer.hasOverflowed(), buffer.next()]).toEqual([false, event(4)]);
});
