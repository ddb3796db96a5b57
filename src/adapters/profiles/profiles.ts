import { loadSharedConfigFiles } from "@smithy/core/config";
import { type Profile, profilesOf } from "../../core/account/profile.ts";
import type { ProfileFiles } from "./profileFiles.ts";

/** Sections of the config file that are no profiles: the SDK's reader puts their kind in front. */
const NO_PROFILE = /^(sso-session|services)\./;

/**
 * Reads the profiles of this machine by AWS's own reader, which heeds AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. A file that is missing
 * has none. What the SDK has kept of the files is replaced by the way.
 */
export async function readProfiles(): Promise<readonly Profile[]> {
    const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
    const names = [...Object.keys(configFile).filter((name) => !NO_PROFILE.test(name)), ...Object.keys(credentialsFile)];
    return profilesOf(Object.fromEntries(names.map((name) => [name, { ...configFile[name], ...credentialsFile[name] }])));
}

/** The file to mend a profile in: that of its access keys where they are among the credentials, else the config file. */
export async function fileOfProfile(profile: string, { config, credentials }: ProfileFiles): Promise<string> {
    const { credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
    return credentialsFile[profile]?.["aws_access_key_id"] === undefined ? config : credentials;
}
