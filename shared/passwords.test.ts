import { describe, expect, it } from "vitest";
import { passwordProblem } from "./passwords";

describe("A password", () => {
  it.each([
    ["1234567", "short"],
    ["äöüß", "short"],
    ["password", "common"],
    ["Password123!", "common"],
    ["P@ssw0rd2024", "common"],
    ["qwertyuiop", "common"],
    ["QWERTY123456", "common"],
    ["1qaz2wsx3edc", "common"],
    ["12345678", "common"],
    ["87654321", "common"],
    ["abcdefgh1", "common"],
    ["aaaaaaaaaa", "common"],
    ["abcabcabcabc", "common"],
    ["letmein2025", "common"],
    ["Welcome1!", "common"],
    ["Summer2026!", "common"],
    ["iloveyou99", "common"],
    ["admin12345", "common"],
    ["trustno1trustno1", "common"],
    ["islewire-harbour", "name"],
    ["my 1sl3w1re box", "name"],
  ])("refuses %s", (password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
  });

  it.each([
    "correct horse battery",
    "violet ladder under rain",
    "xK8#mQ2vLp",
    "summertime in the old harbour",
    "passing clouds at noon",
    "这是一个很长的密码吗",
    "7f3c9e1b5d2a8640",
  ])("takes %s", (password) => {
    expect(passwordProblem(password, { name: "Olive Owner", email: "olive@example.com" })).toBeUndefined();
  });

  it("must not hold the name or the address of its owner, disguised or not", () => {
    const own = { name: "Olive Branch", email: "o.branch@example.com" };
    for (const password of ["olive trees grow", "my 0l1ve 9 trees", "BRANCH manager 7", "o.branch@example.com"]) {
      expect(passwordProblem(password, own), password).toBe("name");
    }
    expect(passwordProblem("Li eats lots of rice", { name: "Li Wu", email: "li@example.com" })).toBeUndefined();
  });

  it("of great length is looked at in no time", () => {
    const began = performance.now();
    expect(passwordProblem("ab".repeat(64))).toBe("common");
    expect(passwordProblem("x1".repeat(5_000))).toBe("long");
    expect(performance.now() - began).toBeLessThan(100);
  });
});
