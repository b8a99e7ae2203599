import { type ReactNode, Suspense, useState } from "react";

/** Draws a lazy dialog from its first opening on: its code need not come with the page, and closing it is still seen. */
export function WhenOpened({ open, children }: { open: boolean; children: ReactNode }) {
  const [was, setWas] = useState(open);
  if (open && !was) setWas(true);
  return was && <Suspense>{children}</Suspense>;
}
