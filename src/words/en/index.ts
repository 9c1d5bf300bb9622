import { frame } from './frame';
import { gate } from './gate';
import { password } from './password';
import { passwordMails } from './password-mails';
import { guide } from './guide';
import { help } from './help';
import { kept } from './kept';
import { portal } from './portal';
import { profile } from './profile';
import { requests } from './requests';
import { secondFactor } from './second-factor';
import { security } from './security';
import { sentences } from './sentences';
import { errors } from './errors';
import { refusals } from './refusals';
import { signOn } from './sign-on';
import { signOut } from './sign-out';
import { setup } from './setup';

/** The English catalogue; its type is that of every other language. */
export const en = {
  frame,
  gate,
  password,
  passwordMails,
  guide,
  help,
  kept,
  portal,
  profile,
  requests,
  secondFactor,
  security,
  sentences,
  errors,
  refusals,
  signOn,
  signOut,
  setup,
};
