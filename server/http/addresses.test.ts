import { describe, expect, it } from "vitest";
import { egressRules, ForbiddenAddress, resolveTarget } from "./addresses";

const target = (url: string, allowed: string[] = []) => {
  const { hostname, port } = new URL(url);
  return resolveTarget(hostname, Number(port) || 80, egressRules(allowed));
};

describe("without an allowance", () => {
  it.each([
    ...["http://localhost/", "http://LOCALHOST/", "http://127.0.0.1/", "http://127.1/", "http://2130706433/"],
    ...[
      "http://0x7f000001/",
      "http://0x7f.1/",
      "http://017700000001/",
      "http://１２７.０.０.１/",
      "http://127。0。0。1/",
    ],
    ...[
      "http://0.0.0.0/",
      "http://0/",
      "http://[::]/",
      "http://[::1]/",
      "http://[0:0:0:0:0:0:0:1]/",
      "http://[::ffff:127.0.0.1]/",
    ],
    ...[
      "http://[::ffff:7f00:1]/",
      "http://[::127.0.0.1]/",
      "http://[::7f00:1]/",
      "http://[64:ff9b::7f00:1]/",
      "http://[2002:7f00:1::]/",
    ],
    ...[
      "http://[::ffff:10.0.0.1]/",
      "http://10.0.0.1/",
      "http://172.31.255.255/",
      "http://192.168.0.1/",
      "http://169.254.169.254/",
    ],
    ...[
      "http://[fd00:ec2::254]/",
      "http://[fe80::1]/",
      "http://[fec0::1]/",
      "http://100.100.100.200/",
      "http://192.0.0.192/",
    ],
    ...[
      "http://224.0.0.1/",
      "http://[ff02::1]/",
      "http://255.255.255.255/",
      "http://240.0.0.1/",
      "http://198.18.0.1/",
      "http://192.0.2.1/",
      "http://168.63.129.16/",
      "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
      "http://[2001:db8::1]/",
      "http://[64:ff9b:1::7f00:1]/",
      "http://[::ffff:0:127.0.0.1]/",
      "http://127.0.0.1./",
      "http://①②⑦.⓪.⓪.①/",
      "http://0177.0.0.1/",
    ],
  ])("T060 T061 T062 %s is refused", async (url) => {
    await expect(target(url)).rejects.toThrow(ForbiddenAddress);
  });

  it.each(["fe80::1%lo", "::1%lo", "::ffff:127.0.0.1%lo"])("T061 the host %s with a zone is refused", async (host) => {
    await expect(resolveTarget(host, 25, egressRules([]))).rejects.toThrow(ForbiddenAddress);
  });

  it.each(["2130706433", "0x7f000001", "127.1", "127.0.0.1."])(
    "T060 the host %s of a raw connection is refused",
    async (host) => {
      await expect(resolveTarget(host, 25, egressRules([]))).rejects.toThrow();
    },
  );

  it.each(["http://1.1.1.1/", "http://[2606:4700::1111]/", "http://172.32.0.1/", "http://11.0.0.1/"])(
    "%s is reached",
    async (url) => {
      expect((await target(url)).address).toMatch(/\d/);
    },
  );
});

describe("T071 an allowance", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:99/", true],
    ["127.0.0.1", "http://127.0.0.2/", false],
    ["127.0.0.1:8080", "http://127.0.0.1:8080/", true],
    ["127.0.0.1:8080", "http://127.0.0.1:8081/", false],
    ["10.1.0.0/16", "http://10.1.200.3/", true],
    ["10.1.0.0/16", "http://10.2.0.1/", false],
    ["10.1.0.0/16:443", "http://10.1.0.1:443/", true],
    ["10.1.0.0/16:443", "http://10.1.0.1/", false],
    ["10.0.0.1", "http://10.0.0.10/", false],
    ["[fd00::1]:80", "http://[fd00::1]/", true],
    ["[fd00::1]:80", "http://[fd00::2]/", false],
    ["fd00::/8", "http://[fd12::1]/", true],
    ["::1", "http://[::1]/", true],
    ["localhost", "http://localhost/", true],
    ["LOCALHOST:80", "http://localhost/", true],
    ["localhost", "http://127.0.0.1/", false],
    ["127.0.0.1", "http://[::ffff:127.0.0.1]/", true],
  ])("of %s for %s: %s", async (allowed, url, wanted) => {
    const result = target(url, [allowed]);
    if (wanted) await expect(result).resolves.toHaveProperty("address");
    else await expect(result).rejects.toThrow(ForbiddenAddress);
  });
});
