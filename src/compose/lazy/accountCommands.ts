import * as vscode from "vscode";
import { awsPlace } from "../../adapters/aws/awsPlace.ts";
import type { AllConnections, Connections } from "../../adapters/aws/connections.ts";
import { findProgram } from "../../adapters/findProgram.ts";
import { profileFiles } from "../../adapters/profiles/profileFiles.ts";
import { fileOfProfile, readProfiles } from "../../adapters/profiles/profiles.ts";
import { type Place, placeName } from "../../core/place.ts";
import { REGIONS } from "../../core/account/regions.ts";
import type { AccountState } from "../../editor/account/accountState.ts";
import { runAwsTask } from "../../editor/account/awsTask.ts";
import { openConfigFile } from "../../editor/account/configFile.ts";
import { verifyAccount } from "../../editor/account/verifyAccount.ts";
import { choosePlace } from "../../editor/commands/account/choosePlace.ts";
import { connectToAws } from "../../editor/commands/account/connectToAws.ts";
import { signIn } from "../../editor/commands/account/signIn.ts";
import { openFolders } from "../../editor/image/textFiles.ts";
import { withProgress } from "../../editor/progress.ts";
import { settings } from "../../editor/settings.ts";
import { requireTrust } from "../../editor/trust.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";

interface Needs {
    readonly state: AccountState;
    readonly connect: AllConnections;
    readonly disconnect: () => Promise<void>;
}

/** Builds what connects and signs in: it reads profiles, and is loaded with the first command about the account. */
export function accountCommands({ state, connect, disconnect }: Needs) {
    const files = () => profileFiles(process.env);
    const variable = (...names: readonly string[]) => names.map((name) => process.env[name]).find(Boolean) ?? "";
    const defaultProfile = () => variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE") || "default";
    const identityBy = (by: Connections) => async (place: Place, signal: AbortSignal) => (await by.identityIn(place))(signal);
    const identityIn = identityBy(connect.signingIn);
    const verifyBy = (by: Connections) =>
        verifyAccount({
            state,
            chosen: () => ({ profile: settings.awsProfile(), region: settings.awsRegion() }),
            placeOf: awsPlace,
            identityIn: identityBy(by),
        });
    const verifySignIn = verifyBy(connect.signingIn);
    const signInTo = signIn({
        profiles: readProfiles,
        defaultProfile,
        // Never one of a folder that is open.
        awsProgram: () => findProgram("aws", process.env["PATH"] ?? "", openFolders()),
        runProgram: runAwsTask,
        requireTrust,
        renew: connect.renew,
        fileOf: (profile) => fileOfProfile(profile, files()),
        progress: withProgress,
    });
    const signInAgain = async (signal: AbortSignal) => {
        await signInTo(settings.awsProfile(), signal);
        await verifySignIn(signal);
    };
    const isCurrent = (place: Place) => {
        const current = state.current()?.place;
        return current !== undefined && placeName(current) === placeName(place);
    };
    const signInToPlace = async (place: Place, signal: AbortSignal) => {
        await signInTo(place.kind === "aws" ? place.profile : "", signal);
        await (isCurrent(place) ? verifySignIn(signal) : identityIn(place, signal));
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
        verify: verifyBy(connect.quietly),
        signIn: signInAgain,
        /** Signs in to the profile of a place, which need not be that of the settings. */
        signInTo: signInToPlace,
        connect: connectAnew,
        choosePlace: choosePlace({
            account: state,
            runIn: state.runIn,
            connect: connectAnew,
            signIn: signInAgain,
            disconnect,
            ask,
        }),
    };
}
