/** Where to sign in: your profiles, your organisation's, those of this folder, or a new one. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import type { SignInWish } from '../sign-in/sign-in.ts';
import { addProfile } from './add-profile.ts';
import { workspaceFolders } from './workspace-profile.ts';

export interface ChosenProfile {
  profile: ProfileSummary;
  /** The folder that it comes from. */
  workspace?: string;
  anotherWay: boolean;
}

interface Item extends vscode.QuickPickItem {
  chosen: Omit<ChosenProfile, 'anotherWay'> | null;
}

/** undefined: the person turned back. */
export async function chooseProfile(
  daemon: Connection,
  output: vscode.LogOutputChannel,
  wish: SignInWish,
): Promise<ChosenProfile | undefined> {
  const known = await knownProfiles(daemon);
  const anotherWay = wish.anotherWay ?? false;
  const named = known.find(({ profile }) => profile.name === wish.profile);
  if (named) return { ...named, anotherWay };
  const choice = known.length === 0 ? { chosen: null, anotherWay } : await pick(known, anotherWay);
  if (!choice) return undefined;
  if (choice.chosen) return { ...choice.chosen, anotherWay: choice.anotherWay };
  const profile = await addProfile(daemon, output);
  return profile && { profile, anotherWay };
}

async function knownProfiles(daemon: Connection): Promise<Omit<ChosenProfile, 'anotherWay'>[]> {
  const { profiles } = await daemon.profiles();
  const known: Omit<ChosenProfile, 'anotherWay'>[] = profiles.map((profile) => ({ profile }));
  for (const workspace of workspaceFolders()) {
    const own = (await daemon.profiles(workspace)).profiles.filter(({ origin }) => origin === 'workspace');
    known.push(...own.map((profile) => ({ profile, workspace })));
  }
  return known;
}

function pick(
  known: Omit<ChosenProfile, 'anotherWay'>[],
  anotherWay: boolean,
): Promise<{ chosen: Item['chosen']; anotherWay: boolean } | undefined> {
  const otherWays = { iconPath: new vscode.ThemeIcon('ellipsis'), tooltip: vscode.l10n.t('Sign in another way…') };
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = vscode.l10n.t('Sign in');
  picker.placeholder = vscode.l10n.t('Where do you want to sign in?');
  picker.matchOnDescription = true;
  picker.items = [
    ...known.map((chosen) => ({ ...describe(chosen), buttons: [otherWays], chosen })),
    { label: '', kind: vscode.QuickPickItemKind.Separator, chosen: null },
    { label: `$(add) ${vscode.l10n.t('Add a profile…')}`, alwaysShow: true, chosen: null },
  ];
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item) resolve({ chosen: item.chosen, anotherWay });
      picker.dispose();
    });
    picker.onDidTriggerItemButton(({ item }) => {
      resolve({ chosen: item.chosen, anotherWay: true });
      picker.dispose();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function describe({ profile, workspace }: Omit<ChosenProfile, 'anotherWay'>): { label: string; description: string } {
  const issuer = plainText(profile.issuer);
  if (workspace !== undefined) {
    return { label: profile.name, description: vscode.l10n.t('{0} (from this folder)', issuer) };
  }
  if (profile.origin === 'organisation') {
    return { label: profile.name, description: vscode.l10n.t('{0} (from your organisation)', issuer) };
  }
  return { label: profile.name, description: issuer };
}
