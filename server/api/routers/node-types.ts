import { listNodeTypes } from "@/server/services/node-types";
import { router, userProcedure } from "../trpc";

export const nodeTypesRouter = router({ list: userProcedure.query(() => listNodeTypes()) });
