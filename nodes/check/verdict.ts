import { NodeError } from "@/nodes/sdk";
import type { Probe } from "@/nodes/sdk/probe";
import { matches } from "@/nodes/sdk/safe-regexp";
import type { JsonObject } from "@/shared/item";

/** `problem` says in one sentence what is wrong; none: it is all right. */
export type Verdict = { problem?: string; facts: JsonObject };

type Expected = {
  codes?: Ranges;
  contains?: string;
  pattern?: string;
  maxMs?: number;
  days?: number;
  anyCertificate?: boolean;
};

export function verdictOn(probe: Probe, expected: Expected, now: number): Verdict {
  const { phases, totalMs, address, status, certificate } = probe;
  const daysLeft = certificate?.validTo ? Math.floor((Date.parse(certificate.validTo) - now) / dayMs) : undefined;
  const facts: JsonObject = {
    ms: totalMs,
    phases,
    ...(address !== undefined && { address }),
    ...(status !== undefined && { status }),
    ...(certificate && { certificate: { ...certificate, daysLeft: daysLeft ?? null } }),
    ...(probe.failed && { phase: probe.failed.phase, code: probe.failed.code }),
  };
  return { facts, problem: problemOf(probe, expected, daysLeft) };
}

function problemOf(probe: Probe, expected: Expected, daysLeft: number | undefined): string | undefined {
  const { failed, certificate, status, text = "", totalMs } = probe;
  if (certificate?.problem && !expected.anyCertificate) return `TLS: ${certificate.problem}`;
  if (failed) return `${phaseNames[failed.phase]}: ${failed.message}`;
  if (expected.days && daysLeft !== undefined && daysLeft < expected.days)
    return daysLeft < 0 ? "The certificate has expired" : `The certificate expires in ${daysLeft} days`;
  if (expected.codes && status !== undefined && !expected.codes.some(({ from, to }) => status >= from && status <= to))
    return `It answered ${status}`;
  if (expected.contains && !text.includes(expected.contains))
    return `The answer does not contain "${expected.contains.slice(0, 100)}"`;
  if (expected.pattern && !matches(expected.pattern, text))
    return `The answer does not fit ${expected.pattern.slice(0, 100)}`;
  if (expected.maxMs && totalMs > expected.maxMs) return `It took ${Math.round(totalMs)} ms`;
  return undefined;
}

const phaseNames = {
  dns: "Name look-up",
  connect: "Connecting",
  tls: "TLS",
  firstByte: "Waiting for the answer",
  body: "Reading the answer",
};

type Ranges = { from: number; to: number }[];

/** `200-299, 404`. */
export function statusRanges(text: string): Ranges {
  return text.split(",").map((part) => {
    const [, from, to = from] = /^\s*(\d{3})\s*(?:-\s*(\d{3}))?\s*$/.exec(part) ?? [];
    if (from === undefined)
      throw new NodeError(`"${part.trim()}" is neither a status nor a range of them`, {
        ...{ code: "CHECK_STATUS", param: "what.status", hint: "Write it like 200-299, 404" },
      });
    return { from: Number(from), to: Number(to) };
  });
}

const dayMs = 86_400_000;
