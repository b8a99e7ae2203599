import { useEffect, useRef } from "react";

/** Shows the chosen row when the view opens; later choices are made by eye. */
export function useScrollToChosen(
  list: { scrollToIndex(index: number, options: { align: "center" }): void },
  row: number,
): void {
  const first = useRef({ list, row });
  useEffect(() => {
    if (first.current.row > 0) first.current.list.scrollToIndex(first.current.row, { align: "center" });
  }, []);
}
