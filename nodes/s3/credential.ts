import { defineCredential, p } from "@/nodes/sdk";
import { type S3Keys, signS3 } from "./signature";

export type S3Access = S3Keys & { endpoint: string; pathStyle: boolean };

export const s3Access = defineCredential({
  type: "files.s3",
  label: "S3",
  summary: "Buckets of Amazon S3, or of a server that speaks the same, such as MinIO",
  params: {
    endpoint: p.text({
      label: "Address",
      required: true,
      default: "https://s3.amazonaws.com",
      placeholder: "https://minio.example.com:9000",
    }),
    region: p.text({ label: "Region", default: "us-east-1", required: true }),
    accessKeyId: p.text({ label: "Access key", required: true }),
    secretAccessKey: p.secret({ label: "Secret key" }),
    sessionToken: p.secret({ label: "Session token" }),
    pathStyle: p.toggle({
      label: "The bucket stands in the path",
      help: "Off: in front of the host's name, as Amazon has it",
      default: true,
    }),
  },
  authenticate: (request, values) => signS3(request, values),
  test: ({ endpoint }) => ({ url: `${endpoint.replace(/\/+$/, "")}/` }),
});
