import { Suspense } from "react";
import { lazyPart } from "../lazy-part";
import { Skeleton } from "../ui/skeleton";
import type { ControlProps } from "./control-props";

const OperationFields = lazyPart(() => import("./operation-fields"));

/** Only few workflows have a node of a document, so that its form is loaded when one is opened. */
export function OperationControl(props: ControlProps<"operation">) {
  return (
    <Suspense fallback={<Skeleton className="h-9 w-full" />}>
      <OperationFields {...props} />
    </Suspense>
  );
}
