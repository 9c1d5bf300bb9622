import express, { type RequestHandler } from 'express';
import multer from 'multer';
import type { AppError } from '../../core/errors';
import { saidError, say } from '../../words/said';
import { personOf } from './person';
import { may, opensAdminPortal } from '../../core/roles';

const FORM_LIMIT = '256kb';
/** More than an image may have, so that a photograph that is too large comes back as a sentence in its form. */
const FILE_LIMIT = 8 * 1024 * 1024;
const MULTIPART_LIMIT = 10 * 1024 * 1024;

/** A text in a form with files: metadata goes from page to page in one until it is applied. */
const FIELD_LIMIT = 3 * 1024 * 1024;

const urlencoded = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 2_000, inflate: false });
const multipart = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: FILE_LIMIT, files: 2, fields: 200, fieldSize: FIELD_LIMIT },
}).any();

/** Where files of people come in, which are longer: a little more than they may have, to be refused with a sentence. */
const PEOPLE_FILES = /^\/admin\/users\/import\/?$/i;
const PEOPLE_LIMIT = 22 * 1024 * 1024;
const peopleFile = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: PEOPLE_LIMIT, files: 1, fields: 10, fieldSize: FILE_LIMIT },
}).any();

/**
 * Reads the body of a form, with files kept in memory: those of admins alone, who have the only forms with files, and
 * only up to a size that was announced. Any other kind of body is left alone, and the CSRF check refuses writes that
 * bring one.
 * @throws AppError invalid for texts that databases can't keep
 */
export const formBody: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST') return next();
  const done = (error?: unknown): void => next(error ?? refusalOf(request.body));
  if (!request.is('multipart/form-data')) return void urlencoded(request, response, done);
  const person = personOf(request);
  if (person === undefined || !opensAdminPortal(person.role)) return next();
  const length = Number(request.get('content-length') ?? Number.NaN);
  const people = PEOPLE_FILES.test(request.path) && may(person.role, 'people.write');
  if (!(length <= (people ? PEOPLE_LIMIT : MULTIPART_LIMIT))) {
    throw saidError('invalid', say('too_large'));
  }
  void (people ? peopleFile : multipart)(request, response, done);
};

function refusalOf(body: unknown): AppError | undefined {
  const texts = Object.entries((body ?? {}) as Record<string, unknown>).flat(2);
  const broken = texts.some((text) => typeof text === 'string' && text.includes('\0'));
  return broken ? saidError('invalid', say('bad_character')) : undefined;
}
