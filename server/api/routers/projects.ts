import { z } from "zod";
import {
  createProject,
  deleteProject,
  egressSchema,
  getProject,
  listProjects,
  listShares,
  moveToProject,
  projectNames,
  renameProject,
  setEgress,
  setMember,
  setShare,
} from "@/server/services/projects";
import { disableUser, enableUser, listUsers, setUserRole, userNames } from "@/server/services/users";
import { instanceRoles, projectRoles, shareRoles } from "@/shared/access";
import { instance, project, somewhere, thing } from "../about";
import { allowed, confirmed, router, userProcedure } from "../trpc";

const id = z.string().max(64);
const name = z.string().trim().min(1, "is required").max(128);
const shared = { kind: z.enum(["workflow", "credential"]), id };

export const projectsRouter = router({
  list: userProcedure.query(({ ctx }) => listProjects(ctx.services)),
  get: allowed("view", project("id"))
    .input(z.strictObject({ id }))
    .query(({ ctx, input }) => getProject(ctx.services, input)),
  /** For choosing one to share with. */
  names: allowed("manage", somewhere).query(({ ctx }) => projectNames(ctx.services)),
  create: allowed("administer", instance)
    .input(z.strictObject({ name }))
    .mutation(({ ctx, input }) => createProject(ctx.services, input)),
  rename: allowed("manage", project("id"))
    .input(z.strictObject({ id, name }))
    .mutation(({ ctx, input }) => renameProject(ctx.services, input)),
  delete: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => deleteProject(ctx.services, input)),
  setEgress: allowed("administer", instance)
    .input(egressSchema.extend({ id }))
    .mutation(({ ctx, input }) => setEgress(ctx.services, input)),
  setMember: allowed("manage", project("id"))
    .input(z.strictObject({ id, userId: id, role: z.enum(projectRoles).nullable() }))
    .mutation(({ ctx, input }) => setMember(ctx.services, input)),
  move: allowed("manage", thing())
    .input(
      z.union([
        z.strictObject({ ...shared, projectId: id }),
        z.strictObject({ kind: z.literal("table"), id: z.number().int().positive(), projectId: id }),
      ]),
    )
    .mutation(({ ctx, input }) => moveToProject(ctx.services, input)),
  shares: allowed("view", thing())
    .input(z.strictObject(shared))
    .query(({ ctx, input }) => listShares(ctx.services, input)),
  share: allowed("manage", thing())
    .input(z.strictObject({ ...shared, projectId: id, role: z.enum(shareRoles).nullable() }))
    .mutation(({ ctx, input }) => setShare(ctx.services, input)),
});

export const usersRouter = router({
  list: allowed("administer", instance).query(({ ctx }) => listUsers(ctx.services)),
  names: allowed("manage", somewhere).query(({ ctx }) => userNames(ctx.services)),
  setRole: allowed("administer", instance)
    .use(confirmed)
    .input(z.strictObject({ id, role: z.enum(instanceRoles) }))
    .mutation(({ ctx, input }) => setUserRole(ctx.services, input)),
  disable: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => disableUser(ctx.services, input)),
  enable: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => enableUser(ctx.services, input)),
});
