type Ask = () => Promise<boolean>;

let ask: Ask | undefined;
let open: Promise<boolean> | undefined;

/** The dialog that asks, while it is on the page. */
export function offerConfirming(offered: Ask): () => void {
  ask = offered;
  return () => {
    if (ask === offered) ask = undefined;
  };
}

/** Has the person prove who it is. `false`: it did not want to. Several at once are one question. */
export function confirmIdentity(): Promise<boolean> {
  open ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    open = undefined;
  });
  return open;
}
