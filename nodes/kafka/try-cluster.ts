import { type Lent, reach, withKafka } from "./connection";
import type { KafkaAccess } from "./credential";

const maxTried = 5;

/** Signs in, asks which brokers there are, and whether these can be reached where they say they are. */
export const tryCluster = (access: KafkaAccess, lent: Lent): Promise<void> =>
  withKafka(access, lent, async ({ kafka }) => {
    const admin = kafka.admin();
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    await admin.disconnect();
    for (const place of brokers.slice(0, maxTried)) (await reach(place, access, lent)).destroy();
  });
