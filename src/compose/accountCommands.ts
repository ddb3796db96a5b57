import * as vscode from "vscode";
import { awsPlace } from "../adapters/aws/awsPlace.ts";
import type { AllConnections } from "../adapters/aws/connections.ts";
import { findProgram } from "../adapters/findProgram.ts";
import { profileFiles } from "../adapters/profiles/profileFiles.ts";
import { readProfiles } from "../adapters/profiles/profiles.ts";
import type { AwsPlace } from "../core/place.ts";
import { REGIONS } from "../core/regions.ts";
import type { AccountState } from "../editor/account/accountState.ts";
import { runAwsTask } from "../editor/account/awsTask.ts";
import { openConfigFile } from "../editor/account/configFile.ts";
import { verifyAccount } from "../editor/account/verifyAccount.ts";
import { choosePlace } from "../editor/commands/choosePlace.ts";
import { connectToAws } from "../editor/commands/connectToAws.ts";
import { signIn } from "../editor/commands/signIn.ts";
import { openFolders } from "../editor/image/textFiles.ts";
import { withProgress } from "../editor/progress.ts";
import { settings } from "../editor/settings.ts";
import { requireTrust } from "../editor/trust.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";

interface Needs {
    readonly state: AccountState;
    readonly connect: AllConnections;
}

/** Builds what connects and signs in: the part of the composition root that reads profiles, loaded with the first command about the account. */
export function accountCommands({ state, connect }: Needs) {
    const files = () => profileFiles(process.env);
    const variable = (...names: readonly string[]) => names.map((name) => process.env[name]).find(Boolean) ?? "";
    const defaultProfile = () => variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE") || "default";
    const identityIn = async (place: AwsPlace, signal: AbortSignal) => (await connect.quietly.identityIn(place))(signal);
    const verify = verifyAccount({
        state,
        chosen: () => ({ profile: settings.awsProfile(), region: settings.awsRegion() }),
        placeOf: awsPlace,
        identityIn,
    });
    const signInTo = signIn({
        profiles: readProfiles,
        defaultProfile,
        // Never one of a folder that is open.
        awsProgram: () => findProgram("aws", process.env["PATH"] ?? "", openFolders()),
        runProgram: runAwsTask,
        requireTrust,
        renew: connect.renew,
        configFile: () => files().config,
        progress: withProgress,
    });
    const signInAgain = async (signal: AbortSignal) => {
        await signInTo(settings.awsProfile(), signal);
        await verify(signal);
    };
    const connectAnew = connectToAws({
        profiles: readProfiles,
        environment: () => ({
            hasKeys: variable("AWS_ACCESS_KEY_ID") !== "",
            profile: variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
            region: variable("AWS_REGION", "AWS_DEFAULT_REGION"),
        }),
        regions: REGIONS,
        current: () => state.current()?.place,
        identityIn,
        signIn: signInTo,
        keep: async (account) => {
            await settings.setAws(account.place.profile, account.place.region);
            await state.connected(account);
            await state.runIn("aws");
        },
        openConfig: () => openConfigFile(files().config),
        openPage: async (url) => vscode.env.openExternal(vscode.Uri.parse(url)),
        useLocal: () => state.runIn("local"),
        ask,
        progress: withProgress,
    });
    return {
        verify,
        signIn: signInAgain,
        connect: connectAnew,
        choosePlace: choosePlace({
            account: state,
            runIn: state.runIn,
            connect: connectAnew,
            signIn: signInAgain,
            disconnect: state.disconnect,
            ask,
        }),
    };
}
