import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { neighbourhood, noteSender, parseTrustedProxies } from "./sender";

type Headers = { [name: string]: string };
const sender = (trusted: string, from: string, headers: Headers = {}, encrypted = false) =>
  noteSender(
    { headers, socket: { remoteAddress: from, encrypted } } as unknown as IncomingMessage,
    parseTrustedProxies(trusted),
  );
const address = (trusted: string, from: string, forwarded: string) =>
  sender(trusted, from, { "x-forwarded-for": forwarded }).address;

describe("the address of a sender", () => {
  it.each([
    ["nobody is trusted", "none", "10.0.0.1", "203.0.113.7", "10.0.0.1"],
    ["the sender is not among those that are", "10.0.0.0/8", "192.0.2.1", "203.0.113.7", "192.0.2.1"],
    ["one proxy is known", "10.0.0.0/8", "10.0.0.1", "203.0.113.7", "203.0.113.7"],
    ["what the caller has written stands left of it", "10.0.0.0/8", "10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["two are known", "10.0.0.0/8", "10.0.0.1", "1.1.1.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"],
    ["the caller claims to be a proxy", "10.0.0.0/8", "10.0.0.1", "10.0.0.5, 203.0.113.7", "203.0.113.7"],
    ["one is counted", "1", "10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["two are counted", "2", "10.0.0.1", "1.1.1.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"],
    ["two are counted, and one was passed", "2", "10.0.0.1", "203.0.113.7", "203.0.113.7"],
    ["a port is written behind it", "1", "10.0.0.1", "203.0.113.7:4711", "203.0.113.7"],
    ["it is IPv6 with a port", "1", "10.0.0.1", "[2001:DB8:0:0::1]:4711", "2001:db8::1"],
    ["it is IPv4 in the form of IPv6", "::ffff:0:0/96", "::ffff:10.0.0.1", "::ffff:cb00:7107", "203.0.113.7"],
    ["it has a zone", "fe80::/10", "fe80::1%eth0", "fe80::2%eth1, 2001:db8::5", "2001:db8::5"],
    ["a proxy does not say it", "10.0.0.0/8", "10.0.0.1", "203.0.113.7, unknown", "unknown"],
    ["there are thousands of entries", "10.0.0.0/8", "10.0.0.1", "10.0.0.2,".repeat(3_000), "unknown"],
  ])("is known when %s", (_, trusted, from, forwarded, expected) => {
    expect(address(trusted, from, forwarded)).toBe(expected);
  });

  it("is that of the proxy when it asks by itself", () => {
    expect(sender("10.0.0.0/8", "10.0.0.1").address).toBe("10.0.0.1");
  });

  it("does not come from other headers", () => {
    const headers = { "x-real-ip": "9.9.9.9", forwarded: "for=9.9.9.9", "cf-connecting-ip": "9.9.9.9" };
    expect(sender("1", "10.0.0.1", headers).address).toBe("10.0.0.1");
  });

  it("counts as one with those of the same customer", () => {
    expect(neighbourhood("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(neighbourhood("2001:db8::1")).toBe("2001:db8:0:0::/64");
    expect(neighbourhood("::1")).toBe("0:0:0:0::/64");
    expect(neighbourhood("203.0.113.7")).toBe("203.0.113.7");
  });
});

describe("what else a proxy says", () => {
  const forwarded = { host: "inside:5870", "x-forwarded-proto": "https", "x-forwarded-host": "flows.example.com" };

  it("counts from those that are trusted only", () => {
    expect(sender("none", "10.0.0.1", forwarded)).toMatchObject({ isSecure: false, host: "inside:5870" });
    expect(sender("192.0.2.0/24", "10.0.0.1", forwarded)).toMatchObject({ isSecure: false, host: "inside:5870" });
    expect(sender("10.0.0.1", "10.0.0.1", forwarded)).toMatchObject({ isSecure: true, host: "flows.example.com" });
  });

  it("is that of the outermost of them, whatever the caller has sent", () => {
    const headers = { "x-forwarded-for": "203.0.113.7, 10.0.0.2", "x-forwarded-proto": "https, http, https" };
    expect(sender("10.0.0.0/8", "10.0.0.1", headers).isSecure).toBe(false);
    expect(sender("1", "10.0.0.1", { ...headers, "x-forwarded-proto": "https, http" }).isSecure).toBe(false);
  });

  it("comes before what the connection itself is", () => {
    expect(sender("none", "10.0.0.1", {}, true).isSecure).toBe(true);
    expect(sender("1", "10.0.0.1", { "x-forwarded-proto": "http" }, true).isSecure).toBe(false);
  });
});

describe("a setting", () => {
  it.each(["proxy", "10.0.0.0/33", "10.0.0.0/8/8", "300", "::1/129", "-1", "1.2.3.4:80"])(
    "of %s is refused",
    (text) => {
      expect(() => parseTrustedProxies(text)).toThrow(/no address|too many/);
    },
  );
});
