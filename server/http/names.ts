import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { NodeError } from "@/nodes/sdk/node-error";
import type { NameRecord } from "@/nodes/sdk/probe";
import type { FoundService } from "@/nodes/sdk/services";
import { type EgressRules, ForbiddenAddress } from "./addresses";

/** What a name server says of a name, as texts. Without a server: those this machine uses. */
export async function lookUpName(
  { name, record, server, timeoutMs }: { name: string; record: NameRecord; server: string; timeoutMs: number },
  rules: EgressRules,
): Promise<string[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  if (server !== "") {
    const [, host = server, port = "53"] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(server) ?? [];
    if (!isIP(host))
      throw new NodeError(`"${server}" is no address of a name server`, {
        ...{ code: "DNS_SERVER", hint: "Give its IP address, with a port if it is not 53, such as 9.9.9.9:53" },
      });
    if (!rules.allows(host, Number(port), host)) throw new ForbiddenAddress(host, rules.isLimited);
    resolver.setServers([isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`]);
  }
  switch (record) {
    case "A":
      return resolver.resolve4(name);
    case "AAAA":
      return resolver.resolve6(name);
    case "CNAME":
      return resolver.resolveCname(name);
    case "NS":
      return resolver.resolveNs(name);
    case "TXT":
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    case "MX":
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
  }
}

/** The places of a service, and the texts of its host. `servers`: addresses of name servers, where not those of this machine. */
export async function findService(
  { service, host }: { service: string; host: string },
  servers?: readonly string[],
): Promise<FoundService> {
  const resolver = new Resolver({ timeout: 5_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  const name = `_${service}._tcp.${host}`;
  const texts = resolver.resolveTxt(host).catch(() => []);
  try {
    const records = await resolver.resolveSrv(name);
    const places = records.map((record) => ({ host: record.name.replace(/\.$/, ""), port: record.port }));
    return { places, texts: (await texts).map((parts) => parts.join("")) };
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    throw new NodeError(`Name servers know no ${service} at ${host}: ${said}`, {
      ...{ code: "DNS_SERVICE", hint: "Check the name, and that this machine reaches its name server", cause: thrown },
    });
  }
}
