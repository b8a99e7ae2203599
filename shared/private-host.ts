/**
 * Whether a host of an address is this machine or one of a local network, where a connection without TLS does not leave
 * the house: names that no public DNS knows, and the addresses that are not routed.
 */
export function isPrivateHost(name: string): boolean {
  const host = name.toLowerCase().replace(/^\[|\]$/g, "");
  if (host.includes(":")) return /^(::1$|f[cd]|fe[89ab])/.test(host);
  if (/^\d+(\.\d+){3}$/.test(host)) return privateV4.test(host);
  return !host.includes(".") || privateNames.test(host);
}

const privateV4 = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const privateNames = /\.(localhost|local|lan|internal|intranet|home|corp|private|home\.arpa|test)$/;
