"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster as Sonner, type ToasterProps, toast } from "sonner";
import { useTranslations } from "use-intl";
import { Spinner } from "./spinner";
import { toasterIsReady } from "./toast";

export function Toaster(props: ToasterProps) {
  const t = useTranslations("common");
  const { resolvedTheme } = useTheme();
  useEffect(() => toasterIsReady(toast), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      // Above the navigation on phones.
      mobileOffset={{ bottom: "calc(4.5rem + env(safe-area-inset-bottom))" }}
      containerAriaLabel={t("notifications")}
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-success" />,
        info: <Info aria-hidden className="size-4 text-info" />,
        warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
        loading: <Spinner />,
      }}
      toastOptions={{
        style: {
          // A dialog takes the pointer from all that is outside of it, but for what speaks to everybody.
          pointerEvents: "auto",
          background: "var(--raised)",
          color: "var(--text)",
          borderColor: "var(--border)",
          borderRadius: 8,
          boxShadow: "0 4px 12px hsl(var(--shadow-color) / 0.12)",
        },
        classNames: { description: "!text-muted break-words" },
      }}
      {...props}
    />
  );
}
