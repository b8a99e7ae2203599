import { z } from "zod";
import { apiNodeTypes } from "@/server/services/api-operations";
import { lookUpOptions } from "@/server/services/lookups";
import { listNodeTypes } from "@/server/services/node-types";
import type { JsonObject } from "@/shared/item";
import { chosenCredentials } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const name = z.string().max(200);

export const nodeTypesRouter = router({
  list: userProcedure.query(({ ctx }) => [...listNodeTypes(ctx.locale), ...apiNodeTypes(ctx.services, ctx.locale)]),
  // A mutation only because parameters may be too long for the address of a query.
  lookUp: allowed("edit", chosenCredentials())
    .input(
      z.strictObject({
        type: name,
        lookup: name,
        params: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>,
        credentials: z.record(z.string(), z.string().max(64)),
      }),
    )
    .mutation(({ ctx, input }) => lookUpOptions(ctx.services, input)),
});
