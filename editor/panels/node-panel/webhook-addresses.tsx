import { CopyButton } from "@/components/item-view/copy-button";
import { Badge } from "@/components/ui/badge";
import type { WebhookAddress } from "@/shared/api";

/** Where other services call the webhook, or people find the form. */
export function WebhookAddresses({ webhook }: { webhook: WebhookAddress }) {
  return (
    <section
      aria-label="Addresses"
      className="flex flex-col gap-3 rounded-lg border border-border bg-background/50 p-3"
    >
      <Address label="Test URL" url={webhook.testUrl} methods={webhook.methods}>
        {webhook.form ? "Shown while the editor waits for the form" : "Answers while the editor waits for a call"}
      </Address>
      <Address label="Production URL" url={webhook.url} methods={webhook.methods}>
        {webhook.form ? "Shown once the workflow is published" : "Answers once the workflow is published"}
      </Address>
    </section>
  );
}

type AddressProps = { label: string; url: string; methods: readonly string[]; children: string };

function Address({ label, url, methods, children }: AddressProps) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium text-sm">{label}</span>
        <span className="text-muted text-xs">{children}</span>
      </p>
      <div className="mt-1 flex min-w-0 items-center gap-2 rounded-md border border-border bg-surface py-0.5 pr-0.5 pl-2">
        {methods.map((method) => (
          <Badge key={method} variant="outline">
            {method}
          </Badge>
        ))}
        <code title={url} className="min-w-0 flex-1 select-all truncate text-xs">
          {url}
        </code>
        <CopyButton label={`Copy the ${label.toLowerCase()}`} text={() => url} />
      </div>
    </div>
  );
}
