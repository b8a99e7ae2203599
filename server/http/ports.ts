import { NodeError } from "@/nodes/sdk/node-error";
import type { EgressRules } from "./addresses";

/**
 * Ports that browsers refuse as well: their servers may take lines of a request for commands. Those of databases are
 * added, which do the same.
 */
export const otherProtocols = new Set([
  ...[7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109],
  ...[110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530],
  ...[531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190],
  ...[5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
  ...[1433, 3306, 5432, 6379, 11211, 27017],
]);

export function requireHttpPort({ port }: { port: string | number }, rules: Pick<EgressRules, "speaksHttp">) {
  if (port === "" || rules.speaksHttp(Number(port))) return;
  throw new NodeError(`HTTP is not spoken there: port ${port} belongs to another protocol`, {
    code: "EGRESS_BLOCKED",
    hint: `Check the address. The operator can allow it: ISLEWIRE_EGRESS_ALLOW=host:${port} when starting Islewire`,
  });
}
