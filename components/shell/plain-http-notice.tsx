"use client";

import { ShieldAlert } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { isPrivateHost } from "@/shared/private-host";

/** Says so while pages come through the Internet without TLS. The browser knows it best, whatever stands between. */
export function PlainHttpNotice() {
  const t = useTranslations("shell");
  const shown = useSyncExternalStore(never, isOpenPlain, () => false);
  if (!shown) return null;
  return (
    <p
      role="alert"
      className="flex items-center justify-center gap-2 bg-danger px-4 py-2 text-danger-foreground text-sm"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0" />
      {t("plainHttp")}
    </p>
  );
}

const never = () => () => {};
const isOpenPlain = () => window.location.protocol === "http:" && !isPrivateHost(window.location.hostname);
