import Link from "next/link";
import { useTranslations } from "use-intl";
import { CopyButton } from "@/components/item-view/copy-button";
import { Badge } from "@/components/ui/badge";
import type { WebhookAddress } from "@/shared/api";

/** Where other services call the webhook, or people find the form. */
export function WebhookAddresses({ webhook }: { webhook: WebhookAddress }) {
  const t = useTranslations("panel.webhook");
  return (
    <section
      aria-label={t("title")}
      className="flex flex-col gap-3 rounded-lg border border-border bg-background/50 p-3"
    >
      <Address label={t("test")} copyLabel={t("copyTest")} url={webhook.testUrl} methods={webhook.methods}>
        {t(webhook.form ? "testForm" : "testCall")}
      </Address>
      <Address label={t("production")} copyLabel={t("copyProduction")} url={webhook.url} methods={webhook.methods}>
        {t(webhook.form ? "productionForm" : "productionCall")}
      </Address>
      {!webhook.form && (
        <Link href={requestsOf(webhook)} className="w-fit text-primary text-sm underline-offset-2 hover:underline">
          {t("requests")}
        </Link>
      )}
    </section>
  );
}

/** A path with parameters is called by many: its part before them finds them. */
function requestsOf({ url }: WebhookAddress): string {
  const path = url.replace(/^.*?\/webhook\//, "").split("/:")[0] ?? "";
  return `/webhooks?${new URLSearchParams({ path })}`;
}

type AddressProps = { label: string; copyLabel: string; url: string; methods: readonly string[]; children: string };

function Address({ label, copyLabel, url, methods, children }: AddressProps) {
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
        <CopyButton label={copyLabel} text={() => url} />
      </div>
    </div>
  );
}
