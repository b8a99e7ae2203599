"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTheme } from "next-themes";
import { Toaster as Sonner, type ToasterProps } from "sonner";
import { Spinner } from "./spinner";

export { toast } from "sonner";

export function Toaster(props: ToasterProps) {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-success" />,
        info: <Info aria-hidden className="size-4 text-info" />,
        warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
        loading: <Spinner />,
      }}
      toastOptions={{
        style: {
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
