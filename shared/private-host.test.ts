import { expect, it } from "vitest";
import { isPrivateHost } from "./private-host";

it.each([
  ...["localhost", "a.localhost", "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.0.1", "192.168.1.9", "100.64.0.1"],
  ...["169.254.1.1", "[::1]", "fd00::1", "[fe80::1]", "nas", "NAS.local", "flows.lan", "flows.home.arpa"],
])("%s is a host of a local network", (host) => {
  expect(isPrivateHost(host)).toBe(true);
});

it.each([
  ...[
    "flows.example.com",
    "localhost.example.com",
    "8.8.8.8",
    "172.32.0.1",
    "172.15.0.1",
    "192.169.0.1",
    "100.128.0.1",
  ],
  ...["127.0.0.1.example.com", "10.example.com", "[2001:db8::1]", "[::ffff:808:808]", "lan.example"],
])("%s is not", (host) => {
  expect(isPrivateHost(host)).toBe(false);
});
