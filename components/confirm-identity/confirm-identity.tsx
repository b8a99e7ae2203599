"use client";

import { Suspense, useEffect, useState } from "react";
import { lazyPart } from "../lazy-part";
import { offerConfirming } from "./ask";

const ConfirmIdentityDialog = lazyPart(async () => ({
  default: (await import("./confirm-identity-dialog")).ConfirmIdentityDialog,
}));

/** Asks who it is when the server wants to know it once more. */
export function ConfirmIdentity() {
  const [end, setEnd] = useState<(confirmed: boolean) => void>();
  useEffect(
    () =>
      offerConfirming(
        () =>
          new Promise((resolve) =>
            setEnd(() => (confirmed: boolean) => {
              setEnd(undefined);
              resolve(confirmed);
            }),
          ),
      ),
    [],
  );
  return <Suspense>{end && <ConfirmIdentityDialog onEnd={end} />}</Suspense>;
}
