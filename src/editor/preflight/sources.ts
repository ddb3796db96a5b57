import type { WhoAmI } from "../../core/account/identity.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import type { ObjectStore } from "../../core/objectStore.ts";
import type { Place } from "../../core/place.ts";
import type { ImageConfigs } from "../../core/preflight/imageConfigs.ts";
import type { Roles } from "../../core/preflight/roles.ts";
import type { InstanceSources } from "../instanceTypeStep.ts";

/** Who knows what a plan is checked by. They ask nobody to sign in: that is a finding, too. */
export interface Sources extends InstanceSources {
    readonly identityIn: (place: Place) => Promise<WhoAmI>;
    readonly rolesIn: (place: Place) => Promise<Pick<Roles, "find" | "lacks">>;
    readonly storeIn: (place: Place) => Promise<Pick<ObjectStore, "bucketRegion" | "list">>;
    readonly repositoriesIn: (place: Place) => Promise<Pick<ImageRepositories, "manifest">>;
    readonly imageConfigsIn: (place: Place) => Promise<ImageConfigs>;
    /** In US dollars; 0 for none. */
    readonly budgetUsd: () => number;
}
