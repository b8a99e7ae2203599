import { p } from "@/nodes/sdk";

/** For credentials that fit any service: only their owner knows an address that needs them. */
export const testUrl = p.text({
  label: "Test URL",
  help: "An address that answers 2xx when the credential is right. Only used by the Test button",
  placeholder: "https://api.example.com/me",
});
export const testOf = (values: { testUrl: string }) => (values.testUrl ? { url: values.testUrl } : undefined);
