import { p } from "@/nodes/sdk";
import { nameRecords } from "@/nodes/sdk/probe";

const host = p.text({ label: "Host", placeholder: "example.com", required: true });
const port = (preset: number) => p.number({ label: "Port", default: preset, min: 1, max: 65_535, integer: true });
const days = (preset: number) =>
  p.number({
    label: "Certificate valid for at least",
    help: "0: not looked at",
    ...{ unit: "days", default: preset, min: 0, max: 3_650, integer: true },
  });

export const params = {
  what: p.choice({
    label: "Check",
    cases: {
      http: {
        label: "A web address",
        params: {
          url: p.text({ label: "URL", placeholder: "https://example.com/health", required: true }),
          method: p.select({ label: "Method", options: ["GET", "HEAD", "POST"] }),
          status: p.text({ label: "Status", help: "Codes and ranges with commas", default: "200-299", required: true }),
          contains: p.text({ label: "The answer contains", help: "Looks at its first megabyte" }),
          pattern: p.text({ label: "The answer fits the regular expression" }),
          maxMs: p.number({
            label: "Answers within",
            help: "0: not looked at",
            unit: "ms",
            default: 0,
            min: 0,
            max: 600_000,
          }),
          days: days(14),
          redirects: p.toggle({ label: "Follow redirects", default: true, advanced: true }),
          anyCertificate: p.toggle({ label: "Any certificate will do", advanced: true }),
          headers: p.list({
            label: "Headers",
            addLabel: "Add header",
            advanced: true,
            of: { name: p.text({ label: "Name" }), value: p.text({ label: "Value" }) },
          }),
          body: p.text({ label: "Body", multiline: true, advanced: true, onlyWhen: { method: ["POST"] } }),
        },
      },
      tcp: {
        label: "A TCP port",
        params: {
          host,
          port: port(22),
          contains: p.text({ label: "Its greeting contains", help: "Such as SSH-2. Empty: it need not greet" }),
        },
      },
      tls: { label: "A certificate", params: { host, port: port(443), days: days(14) } },
      dns: {
        label: "A name",
        params: {
          name: p.text({ label: "Name", placeholder: "example.com", required: true }),
          record: p.select({ label: "Record", options: nameRecords }),
          contains: p.text({ label: "One of its values contains" }),
          server: p.text({ label: "Name server", help: "Its IP address. Empty: that of this machine", advanced: true }),
        },
      },
    },
  }),
  seconds: p.number({ label: "Fails after", unit: "s", default: 10, min: 0.1, max: 300 }),
  atOnce: p.number({ label: "Items at once", default: 10, min: 1, max: 100, integer: true, advanced: true }),
  into: p.text({ label: "Put the result into the field", default: "check", required: true, expression: false }),
};
