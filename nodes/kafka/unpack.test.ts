import { describe, expect, it } from "vitest";
import { unlz4, unsnappy } from "./unpack";

const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ""), "hex");
// "abcdabcdabcdabcd": four letters, then twelve from four back.
const snappy = bytes("10 0c 61626364 2e 0400");
const lz4 = bytes("04224d18 40 40 00 08000000 48 61626364 0400 00 00000000");
const text = "abcd".repeat(4);

describe("unpacking", () => {
  it("reads blocks of Snappy, bare and in the frames of Java", () => {
    expect(unsnappy(snappy, 100).toString()).toBe(text);
    const framed = Buffer.concat([
      bytes("82534e4150505900 00000001 00000001 00000009"),
      snappy,
      bytes("00000009"),
      snappy,
    ]);
    expect(unsnappy(framed, 100).toString()).toBe(text + text);
  });

  it("reads frames of LZ4", () => {
    expect(unlz4(lz4, 100).toString()).toBe(text);
  });

  it("ends at the limit", () => {
    expect(() => unsnappy(snappy, 15)).toThrow(/more than 15 bytes/);
    expect(() => unlz4(lz4, 15)).toThrow(/more than 15 bytes/);
    expect(() => unsnappy(bytes("ffffffff0f 00 61"), 1_000)).toThrow(/more than/);
  });

  it("refuses what is cut off or refers to what is not there", () => {
    for (let end = 0; end < lz4.length; end++) expect(() => unlz4(lz4.subarray(0, end), 100)).toThrow(/unpacked/);
    expect(() => unsnappy(bytes("10 0c 6162"), 100)).toThrow(/unpacked/);
    expect(() => unsnappy(bytes("10 00 61 2e 0400"), 100)).toThrow(/unpacked/);
    expect(() => unsnappy(bytes("10 00 61 2e 0000"), 100)).toThrow(/unpacked/);
  });
});
