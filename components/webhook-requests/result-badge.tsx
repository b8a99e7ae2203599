import { Ban, CircleAlert, CircleCheck, Copy } from "lucide-react";
import { useTranslations } from "use-intl";
import { isWelcome, type RequestResult } from "@/shared/webhook-request";
import { Badge } from "../ui/badge";

/** What became of the call, in a word. */
export function ResultBadge({ result }: { result: RequestResult }) {
  const t = useTranslations("webhooks.results");
  const Icon = iconOf(result);
  return (
    <Badge variant={variantOf(result)} className="max-sm:[&>svg]:hidden">
      <Icon aria-hidden />
      {t(result)}
    </Badge>
  );
}

function variantOf(result: RequestResult) {
  if (result === "accepted") return "success";
  if (isWelcome(result)) return "info";
  return result === "busy" || result === "failed" ? "danger" : "warning";
}

function iconOf(result: RequestResult) {
  if (result === "accepted" || result === "probe") return CircleCheck;
  if (result === "repeated") return Copy;
  return result === "busy" || result === "failed" ? CircleAlert : Ban;
}
