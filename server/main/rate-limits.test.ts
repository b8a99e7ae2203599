import { describe, expect, it } from "vitest";
import { createBuckets, parseRate } from "./rate-limits";

const clock = () => {
  let time = 1_000_000;
  return {
    now: () => time,
    pass(ms: number) {
      time += ms;
    },
  };
};

describe("a rate", () => {
  it("is read as it is written", () => {
    expect(parseRate("600")).toEqual({ perMinute: 600, burst: 600 });
    expect(parseRate("600/5")).toEqual({ perMinute: 600, burst: 5 });
    expect(parseRate("off")).toBeUndefined();
  });

  it.each(["", "0", "5/0", "-1", "1.5", "x", "1/2/3", "99999999"])("%j is none", (text) => {
    expect(() => parseRate(text)).toThrow("is not a rate");
  });
});

describe("a bucket", () => {
  const rate = { perMinute: 60, burst: 3 };

  it("gives a burst, then as many as the rate says, and says how long to wait", () => {
    const { now, pass } = clock();
    const { take } = createBuckets({ now });
    expect([1, 2, 3, 4, 5].map(() => take("a", rate))).toEqual([0, 0, 0, 1_000, 1_000]);
    pass(999);
    expect(take("a", rate)).toBe(1);
    pass(1);
    expect([take("a", rate), take("a", rate)]).toEqual([0, 1_000]);
    pass(3_600_000);
    expect([1, 2, 3, 4].map(() => take("a", rate))).toEqual([0, 0, 0, 1_000]);
  });

  it("lets through no more than burst and rate in any time", () => {
    const { now, pass } = clock();
    const { take } = createBuckets({ now });
    let passed = 0;
    for (let ms = 0; ms < 60_000; ms += 10) {
      if (take("a", rate) === 0) passed++;
      pass(10);
    }
    expect(passed).toBe(3 + 59);
  });

  it("is one of its own for each", () => {
    const { take } = createBuckets(clock());
    for (const key of ["a", "b"]) expect([1, 2, 3, 4].map(() => take(key, rate))).toEqual([0, 0, 0, 1_000]);
  });

  it("is not asked for memory by a million addresses", () => {
    const { now, pass } = clock();
    const { take, size } = createBuckets({ now, max: 1_000 });
    for (let at = 0; at < 1_000_000; at++) take(`address ${at}`, rate);
    expect(size()).toBeLessThanOrEqual(1_000);
    pass(60_000);
    take("one more", rate);
    expect(size()).toBe(1);
  });
});
