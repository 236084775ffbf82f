/* Counts the file operations of a tree of processes, and makes one of them go wrong.
 *
 * Preloaded into a build, this library stands between it and the C library. Every call that can change what is on the
 * disk below one folder (the prefix) gets a number; so do, if asked for, calls that read or look. At a chosen number it
 * kills, fails, cuts short or stops, and it can write down every call in order, with the bytes that were written.
 *
 * The count lives in a small mapped file, the control, that forked children share and started ones find by the
 * variable FAULTS_CONTROL. Harness and library are the two sides of this contract:
 *
 *     fault_prepare(control, prefix, log)            make a control; log may be ""
 *     fault_set(kind, number, errno, classes)        what goes wrong, and at which call of these classes
 *     fault_main()                                   this process is the one that kind 8 kills
 *     fault_count()  fault_fired()                   calls so far; whether the fault has happened
 *     fault_release()                                let go of the control
 *
 * The log has one line a call, fields parted by tabs:
 *
 *     number  operation  result  errno  inode  mode  flags  offset  size  place  path  path2
 *
 * `inode` and `mode` are those of the file or folder the call was about (0 where there is none), `flags` of an opening
 * say 1 made, 2 emptied; of a renaming 2 exchanged; `place` is where in LOG.data the `size` written bytes begin. In
 * paths a byte below 33, 127 and % are written %XX. While a log is written, calls are made one at a time, so that the
 * order of lines is the order of events.
 *
 * What it cannot see: writes through a shared mapping (the mapping itself is a line), reflinks, system calls made without
 * the C library. A test holds the count against strace.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { KILL_BEFORE = 1, KILL_AFTER, ERROR_ONCE, ERROR_ON, SHORT_WRITE, TORN_WRITE, KILL_ONE, KILL_MAIN, STOP };
enum { CHANGES = 1, READS = 2, LOOKS = 4 };
/* What an operation needs of the disk, so that "from then on" fails what really would: a full disk still removes. */
enum { ALLOCATES = 1, OPENS = 2, SETTLES = 4 };

struct op { const char *name; int class, needs; };
static const struct op MAKE = {"open", CHANGES, ALLOCATES | OPENS}, WRITE = {"write", CHANGES, ALLOCATES},
    CLOSE = {"close", CHANGES, SETTLES}, CHMOD = {"chmod", CHANGES, 0}, CHOWN = {"chown", CHANGES, 0},
    MKDIR = {"mkdir", CHANGES, ALLOCATES}, LINK = {"link", CHANGES, ALLOCATES}, UNLINK = {"unlink", CHANGES, 0},
    RMDIR = {"rmdir", CHANGES, 0}, RENAME = {"rename", CHANGES, ALLOCATES}, SYMLINK = {"symlink", CHANGES, ALLOCATES},
    MKNOD = {"mknod", CHANGES, ALLOCATES}, FSYNC = {"fsync", CHANGES, SETTLES}, DATASYNC = {"fdatasync", CHANGES, SETTLES}, SYNCFS = {"syncfs", CHANGES, SETTLES},
    TRUNCATE = {"truncate", CHANGES, ALLOCATES}, ALLOCATE = {"fallocate", CHANGES, ALLOCATES},
    TIMES = {"utimes", CHANGES, 0}, LOCK = {"flock", CHANGES, SETTLES},
    MAP = {"mmap", CHANGES, 0}, OPEN = {"look-open", READS, OPENS}, READ = {"read", READS, 0},
    LIST = {"list", READS, OPENS}, STAT = {"stat", LOOKS, 0};

#define PATH_SIZE 4096
struct control {
    pthread_mutex_t mutex;
    int64_t count, number;
    int kind, error, classes, fired, logging;
    pid_t main;
    size_t prefix_size;
    char prefix[PATH_SIZE], log[PATH_SIZE];
};
static struct control *control;

struct ticket {
    const struct op *op;
    int64_t number, offset, place;
    int act, error, locked, flags;
    uint64_t inode;
    unsigned mode;
    size_t size;
    char path[PATH_SIZE], path2[PATH_SIZE];
};

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); real; })

/* ---- paths ------------------------------------------------------------------------------------------------------ */

static void tidy(char *path) {
    char *out = path, *in = path;
    while (*in) {
        while (*in == '/') in++;
        char *end = strchrnul(in, '/');
        size_t size = (size_t)(end - in);
        if (size == 2 && in[0] == '.' && in[1] == '.') {
            while (out > path && *--out != '/');
        } else if (size && !(size == 1 && in[0] == '.')) {
            *out++ = '/';
            memmove(out, in, size);
            out += size;
        }
        in = end;
    }
    if (out == path) *out++ = '/';
    *out = 0;
}

static int inside(const char *path) {
    size_t size = control->prefix_size;
    return strncmp(path, control->prefix, size) == 0 && (path[size] == '/' || path[size] == 0);
}

static int of_handle(int handle, char *out) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, out, PATH_SIZE - 1);
    out[size > 0 ? size : 0] = 0;
    return size > 0;
}

static void of_path(int folder, const char *path, char *out) {
    char whole[2 * PATH_SIZE] = "";
    if (path[0] != '/') {
        if (folder == AT_FDCWD) { if (syscall(SYS_getcwd, whole, PATH_SIZE) < 0) whole[0] = 0; }
        else of_handle(folder, whole);
    }
    size_t used = strlen(whole);
    snprintf(whole + used, sizeof whole - used, "/%s", path);
    tidy(whole);
    snprintf(out, PATH_SIZE, "%.*s", PATH_SIZE - 1, whole);
}

/* ---- one call --------------------------------------------------------------------------------------------------- */

static int watched(const struct op *op) { return control && (op->class & control->classes); }

static int about_paths(struct ticket *t, const struct op *op, int folder, const char *path, int folder2, const char *path2) {
    if (!watched(op) || !path) return 0;
    memset(t, 0, offsetof(struct ticket, path));
    t->op = op;
    t->path2[0] = 0;
    of_path(folder, path, t->path);
    if (path2) of_path(folder2, path2, t->path2);
    return inside(t->path) || (path2 && inside(t->path2));
}

static int about_path(struct ticket *t, const struct op *op, int folder, const char *path) {
    return about_paths(t, op, folder, path, 0, NULL);
}

static int about_handle(struct ticket *t, const struct op *op, int handle) {
    if (!watched(op) || handle < 0) return 0;
    memset(t, 0, offsetof(struct ticket, path));
    t->op = op;
    t->path2[0] = 0;
    return of_handle(handle, t->path) && inside(t->path);
}

static void take(void) {
    if (pthread_mutex_lock(&control->mutex) == EOWNERDEAD) pthread_mutex_consistent(&control->mutex);
}

static void end_all(void) {
    syscall(SYS_kill, 0, SIGKILL);
    for (;;) pause();
}

static int fails_too(const struct op *op, int error) {
    if (error == ENOSPC || error == EDQUOT) return op->needs & ALLOCATES;
    if (error == EROFS) return op->class == CHANGES && !(op->needs & SETTLES);
    if (error == EMFILE) return op->needs & OPENS;
    return 1;
}

/* Count the call. True: it shall fail, errno is set. While logging, the lock is held until `leave`. */
static int enter(struct ticket *t) {
    take();
    t->number = ++control->count;
    t->locked = control->logging && t->op != &LOCK;
    int due = t->number == control->number, kind = control->kind;
    if (kind == ERROR_ON && t->number > control->number) due = fails_too(t->op, control->error);
    if ((kind == SHORT_WRITE || kind == TORN_WRITE) && t->op != &WRITE) due = 0;
    if (kind && due) {
        control->fired = 1;
        t->act = kind;
        t->error = control->error;
    }
    if (!t->locked) pthread_mutex_unlock(&control->mutex);
    switch (t->act) {
    case KILL_BEFORE: end_all(); break;
    case KILL_ONE: syscall(SYS_kill, getpid(), SIGKILL); for (;;) pause();
    case KILL_MAIN: syscall(SYS_kill, control->main, SIGKILL); if (getpid() == control->main) for (;;) pause(); break;
    case STOP: syscall(SYS_kill, 0, SIGSTOP); break;
    case ERROR_ONCE: case ERROR_ON: errno = t->error; return 1;
    }
    return 0;
}

static void spell(FILE *out, const char *path) {
    for (const unsigned char *c = (const unsigned char *)path; *c; c++)
        if (*c < 33 || *c == 127 || *c == '%') fprintf(out, "%%%02X", *c); else fputc(*c, out);
}

static void note(struct ticket *t, long result, int error) {
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);
    fprintf(out, "%lld\t%s\t%ld\t%d\t%llu\t%o\t%d\t%lld\t%zu\t%lld\t", (long long)t->number, t->op->name, result,
            result < 0 ? error : 0, (unsigned long long)t->inode, t->mode, t->flags, (long long)t->offset, t->size,
            (long long)t->place);
    spell(out, t->path);
    fputc('\t', out);
    spell(out, t->path2);
    fputc('\n', out);
    fclose(out);
    int log = (int)syscall(SYS_openat, AT_FDCWD, control->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log >= 0) { if (syscall(SYS_write, log, line, size) < 0) abort(); syscall(SYS_close, log); }
    free(line);
}

static long leave(struct ticket *t, long result) {
    int error = errno;
    if (control->logging) note(t, result, error);
    if (t->locked) pthread_mutex_unlock(&control->mutex);
    if (t->act == KILL_AFTER || t->act == TORN_WRITE) end_all();
    errno = error;
    return result;
}

/* ---- what the log says of a call beyond its path ------------------------------------------------------------------ */

static void know(struct ticket *t, int folder, const char *path, int flags) {
    if (!t->locked) return;
    int error = errno;
    struct statx found;
    if (statx(folder, path, flags | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &found) == 0) {
        t->inode = found.stx_ino;
        t->mode = found.stx_mode;
    }
    errno = error;
}

static void know_path(struct ticket *t, const char *path) { know(t, AT_FDCWD, path, 0); }
static void know_handle(struct ticket *t, int handle) { know(t, handle, "", AT_EMPTY_PATH); }

static void keep(struct ticket *t, const struct iovec *parts, int count, size_t size) {
    char name[PATH_SIZE + 8];
    snprintf(name, sizeof name, "%s.data", control->log);
    int data = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (data < 0) return;
    t->place = syscall(SYS_lseek, data, 0, SEEK_END);
    t->size = size;
    for (int i = 0; i < count && size; i++) {
        size_t part = parts[i].iov_len < size ? parts[i].iov_len : size;
        if (part && syscall(SYS_write, data, parts[i].iov_base, part) < 0) abort();
        size -= part;
    }
    syscall(SYS_close, data);
}

static void before_write(struct ticket *t, int handle, int64_t offset) {
    if (!t->locked) return;
    struct statx found;
    know_handle(t, handle);
    int appends = (fcntl(handle, F_GETFL) & O_APPEND) && offset < 0;
    if (appends && statx(handle, "", AT_EMPTY_PATH, STATX_SIZE, &found) == 0) t->offset = (int64_t)found.stx_size;
    else t->offset = offset >= 0 ? offset : lseek(handle, 0, SEEK_CUR);
}

static void after_write(struct ticket *t, const struct iovec *parts, int count, ssize_t done) {
    int error = errno;
    if (t->locked && done > 0) keep(t, parts, count, (size_t)done);
    errno = error;
}

/* For bytes that never pass through the process: read back what has arrived. */
static void after_copy(struct ticket *t, int handle, ssize_t done) {
    if (!t->locked || done <= 0) return;
    int error = errno;
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    int again = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    char *bytes = malloc((size_t)done);
    if (again >= 0 && bytes && syscall(SYS_pread64, again, bytes, done, t->offset) == done) {
        struct iovec all = {bytes, (size_t)done};
        keep(t, &all, 1, (size_t)done);
    }
    free(bytes);
    if (again >= 0) syscall(SYS_close, again);
    errno = error;
}

static size_t shortened(struct ticket *t, size_t size) {
    return (t->act == SHORT_WRITE || t->act == TORN_WRITE) && size > 1 ? size / 2 : size;
}

/* ---- calls about handles ------------------------------------------------------------------------------------------ */

#define ON_HANDLE(op_, type, name, params, args) \
    type name params { \
        struct ticket t; \
        if (!about_handle(&t, &op_, handle)) return REAL(name) args; \
        if (enter(&t)) return (type)leave(&t, -1); \
        know_handle(&t, handle); \
        type result = REAL(name) args; \
        if (&op_ == &CHMOD || &op_ == &TRUNCATE) know_handle(&t, handle); \
        return (type)leave(&t, result); \
    }

ON_HANDLE(FSYNC, int, fsync, (int handle), (handle))
ON_HANDLE(DATASYNC, int, fdatasync, (int handle), (handle))
ON_HANDLE(SYNCFS, int, syncfs, (int handle), (handle))
ON_HANDLE(CHMOD, int, fchmod, (int handle, mode_t mode), (handle, mode))
ON_HANDLE(CHOWN, int, fchown, (int handle, uid_t user, gid_t group), (handle, user, group))
ON_HANDLE(TIMES, int, futimens, (int handle, const struct timespec times[2]), (handle, times))
ON_HANDLE(LOCK, int, flock, (int handle, int how), (handle, how))
ON_HANDLE(ALLOCATE, int, posix_fallocate64, (int handle, off64_t from, off64_t size), (handle, from, size))
ON_HANDLE(READ, ssize_t, read, (int handle, void *into, size_t size), (handle, into, size))
ON_HANDLE(READ, ssize_t, readv, (int handle, const struct iovec *parts, int count), (handle, parts, count))
ON_HANDLE(READ, ssize_t, pread, (int handle, void *into, size_t size, off_t from), (handle, into, size, from))
ON_HANDLE(READ, ssize_t, pread64, (int handle, void *into, size_t size, off64_t from), (handle, into, size, from))

#define TRUNCATES(name, offset_type) \
    int name(int handle, offset_type size) { \
        struct ticket t; \
        if (!about_handle(&t, &TRUNCATE, handle)) return REAL(name)(handle, size); \
        if (enter(&t)) return (int)leave(&t, -1); \
        know_handle(&t, handle); \
        t.offset = size; \
        return (int)leave(&t, REAL(name)(handle, size)); \
    }
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

int close(int handle) {
    struct ticket t;
    int written = control && handle >= 0 && (fcntl(handle, F_GETFL) & O_ACCMODE) != O_RDONLY;
    if (!written || !about_handle(&t, &CLOSE, handle)) return REAL(close)(handle);
    int fails = enter(&t);
    know_handle(&t, handle);
    int result = REAL(close)(handle); /* as in Linux, a handle is gone even when closing it fails */
    if (fails) errno = t.error;
    return (int)leave(&t, fails ? -1 : result);
}

ssize_t write(int handle, const void *bytes, size_t size) {
    struct ticket t;
    if (!about_handle(&t, &WRITE, handle)) return REAL(write)(handle, bytes, size);
    if (enter(&t)) return leave(&t, -1);
    before_write(&t, handle, -1);
    ssize_t done = REAL(write)(handle, bytes, shortened(&t, size));
    struct iovec all = {(void *)bytes, size};
    after_write(&t, &all, 1, done);
    return leave(&t, done);
}

#define PWRITES(name, offset_type) \
    ssize_t name(int handle, const void *bytes, size_t size, offset_type from) { \
        struct ticket t; \
        if (!about_handle(&t, &WRITE, handle)) return REAL(name)(handle, bytes, size, from); \
        if (enter(&t)) return leave(&t, -1); \
        before_write(&t, handle, from); \
        ssize_t done = REAL(name)(handle, bytes, shortened(&t, size), from); \
        struct iovec all = {(void *)bytes, size}; \
        after_write(&t, &all, 1, done); \
        return leave(&t, done); \
    }
PWRITES(pwrite, off_t)
PWRITES(pwrite64, off64_t)

ssize_t writev(int handle, const struct iovec *parts, int count) {
    struct ticket t;
    if (!about_handle(&t, &WRITE, handle)) return REAL(writev)(handle, parts, count);
    if (enter(&t)) return leave(&t, -1);
    before_write(&t, handle, -1);
    struct iovec first = count ? parts[0] : (struct iovec){NULL, 0};
    first.iov_len = shortened(&t, first.iov_len);
    int cut = t.act == SHORT_WRITE || t.act == TORN_WRITE;
    ssize_t done = cut ? REAL(write)(handle, first.iov_base, first.iov_len) : REAL(writev)(handle, parts, count);
    after_write(&t, parts, count, done);
    return leave(&t, done);
}

#define COPIES(name, params, args, handle, from) \
    ssize_t name params { \
        struct ticket t; \
        if (!about_handle(&t, &WRITE, handle)) return REAL(name) args; \
        if (enter(&t)) return leave(&t, -1); \
        before_write(&t, handle, from); \
        size = shortened(&t, size); \
        ssize_t done = REAL(name) args; \
        after_copy(&t, handle, done); \
        return leave(&t, done); \
    }
COPIES(sendfile, (int to, int in, off_t *at, size_t size), (to, in, at, size), to, -1)
COPIES(sendfile64, (int to, int in, off64_t *at, size_t size), (to, in, at, size), to, -1)
COPIES(copy_file_range, (int in, off64_t *at, int to, off64_t *into, size_t size, unsigned flags),
       (in, at, to, into, size, flags), to, into ? *into : -1)
COPIES(splice, (int in, off64_t *at, int to, off64_t *into, size_t size, unsigned flags),
       (in, at, to, into, size, flags), to, into ? *into : -1)

#define MAPS(name, offset_type) \
    void *name(void *at, size_t size, int rights, int flags, int handle, offset_type from) { \
        struct ticket t; \
        int shared = control && handle >= 0 && (rights & PROT_WRITE) && (flags & (MAP_SHARED | MAP_SHARED_VALIDATE)); \
        if (!shared || !about_handle(&t, &MAP, handle)) return REAL(name)(at, size, rights, flags, handle, from); \
        if (enter(&t)) { leave(&t, -1); return MAP_FAILED; } \
        know_handle(&t, handle); \
        void *result = REAL(name)(at, size, rights, flags, handle, from); \
        leave(&t, result == MAP_FAILED ? -1 : 0); \
        return result; \
    }
MAPS(mmap, off_t)
MAPS(mmap64, off64_t)

/* ---- calls about paths --------------------------------------------------------------------------------------------- */

/* `after` is looked at when the call is done: what it made or changed. A removed thing is looked at before. */
#define ON_PATH(op_, name, params, args, folder, path) \
    int name params { \
        struct ticket t; \
        if (!about_path(&t, &op_, folder, path)) return REAL(name) args; \
        if (enter(&t)) return (int)leave(&t, -1); \
        know_path(&t, t.path); \
        int result = REAL(name) args; \
        if (t.inode == 0 || &op_ == &CHMOD) know_path(&t, t.path); \
        return (int)leave(&t, result); \
    }

ON_PATH(MKDIR, mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
ON_PATH(MKDIR, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, path)
ON_PATH(UNLINK, unlink, (const char *path), (path), AT_FDCWD, path)
ON_PATH(RMDIR, rmdir, (const char *path), (path), AT_FDCWD, path)
ON_PATH(CHMOD, chmod, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
ON_PATH(CHMOD, fchmodat, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags), folder, path)
ON_PATH(CHOWN, chown, (const char *path, uid_t user, gid_t group), (path, user, group), AT_FDCWD, path)
ON_PATH(CHOWN, lchown, (const char *path, uid_t user, gid_t group), (path, user, group), AT_FDCWD, path)
ON_PATH(CHOWN, fchownat, (int folder, const char *path, uid_t user, gid_t group, int flags),
        (folder, path, user, group, flags), folder, path)
ON_PATH(SYMLINK, symlink, (const char *to, const char *path), (to, path), AT_FDCWD, path)
ON_PATH(SYMLINK, symlinkat, (const char *to, int folder, const char *path), (to, folder, path), folder, path)
ON_PATH(MKNOD, mkfifo, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
ON_PATH(MKNOD, mknod, (const char *path, mode_t mode, dev_t device), (path, mode, device), AT_FDCWD, path)
ON_PATH(MKNOD, mknodat, (int folder, const char *path, mode_t mode, dev_t device), (folder, path, mode, device), folder, path)
ON_PATH(TIMES, utimensat, (int folder, const char *path, const struct timespec times[2], int flags),
        (folder, path, times, flags), folder, path)
ON_PATH(STAT, stat64, (const char *path, struct stat64 *found), (path, found), AT_FDCWD, path)
ON_PATH(STAT, lstat64, (const char *path, struct stat64 *found), (path, found), AT_FDCWD, path)
ON_PATH(STAT, fstatat64, (int folder, const char *path, struct stat64 *found, int flags),
        (folder, path, found, flags), folder, path)

int unlinkat(int folder, const char *path, int flags) {
    struct ticket t;
    const struct op *op = flags & AT_REMOVEDIR ? &RMDIR : &UNLINK;
    if (!about_path(&t, op, folder, path)) return REAL(unlinkat)(folder, path, flags);
    if (enter(&t)) return (int)leave(&t, -1);
    know_path(&t, t.path);
    return (int)leave(&t, REAL(unlinkat)(folder, path, flags));
}

int truncate64(const char *path, off64_t size) {
    struct ticket t;
    if (!about_path(&t, &TRUNCATE, AT_FDCWD, path)) return REAL(truncate64)(path, size);
    if (enter(&t)) return (int)leave(&t, -1);
    know_path(&t, t.path);
    t.offset = size;
    return (int)leave(&t, REAL(truncate64)(path, size));
}

#define ON_TWO(op_, name, params, args, folder, from, folder2, to, flags_) \
    int name params { \
        struct ticket t; \
        if (!about_paths(&t, &op_, folder, from, folder2, to)) return REAL(name) args; \
        if (enter(&t)) return (int)leave(&t, -1); \
        know_path(&t, t.path); \
        t.flags = (int)(flags_); \
        return (int)leave(&t, REAL(name) args); \
    }

ON_TWO(LINK, link, (const char *from, const char *to), (from, to), AT_FDCWD, from, AT_FDCWD, to, 0)
ON_TWO(LINK, linkat, (int folder, const char *from, int folder2, const char *to, int flags),
       (folder, from, folder2, to, flags), folder, from, folder2, to, 0)
ON_TWO(RENAME, rename, (const char *from, const char *to), (from, to), AT_FDCWD, from, AT_FDCWD, to, 0)
ON_TWO(RENAME, renameat, (int folder, const char *from, int folder2, const char *to), (folder, from, folder2, to),
       folder, from, folder2, to, 0)
ON_TWO(RENAME, renameat2, (int folder, const char *from, int folder2, const char *to, unsigned flags),
       (folder, from, folder2, to, flags), folder, from, folder2, to, flags & RENAME_EXCHANGE)

/* ---- opening ------------------------------------------------------------------------------------------------------- */

static int opened(struct ticket *t, int flags, int there, int handle) {
    if (t->op == &MAKE && t->locked) {
        int error = errno;
        if (handle >= 0) know_handle(t, handle);
        t->flags = (handle >= 0 && !there ? 1 : 0) | (flags & O_TRUNC ? 2 : 0);
        errno = error;
    }
    return (int)leave(t, handle);
}

static int is_there(struct ticket *t) {
    struct statx found;
    return t->locked && statx(AT_FDCWD, t->path, AT_SYMLINK_NOFOLLOW, STATX_MODE, &found) == 0;
}

static const struct op *kind_of(int flags) {
    return (flags & (O_CREAT | O_TRUNC)) || (flags & O_ACCMODE) != O_RDONLY ? &MAKE : &OPEN;
}

#define OPENING(name, params, args, folder) \
    int name params { \
        mode_t mode = 0; \
        if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
            va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); \
        } \
        struct ticket t; \
        if (!about_path(&t, kind_of(flags), folder, path)) return REAL(name) args; \
        if (enter(&t)) return (int)leave(&t, -1); \
        int there = is_there(&t); \
        return opened(&t, flags, there, REAL(name) args); \
    }
OPENING(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPENING(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder)
OPENING(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder)

FILE *fopen64(const char *path, const char *how) {
    struct ticket t;
    const struct op *op = strpbrk(how, "wa+") ? &MAKE : &OPEN;
    if (!about_path(&t, op, AT_FDCWD, path)) return REAL(fopen64)(path, how);
    if (enter(&t)) { leave(&t, -1); return NULL; }
    int there = is_there(&t);
    FILE *file = REAL(fopen64)(path, how);
    opened(&t, how[0] == 'w' ? O_TRUNC : 0, there, file ? fileno(file) : -1);
    return file;
}

DIR *opendir(const char *path) {
    struct ticket t;
    if (!about_path(&t, &LIST, AT_FDCWD, path)) return REAL(opendir)(path);
    if (enter(&t)) { leave(&t, -1); return NULL; }
    DIR *folder = REAL(opendir)(path);
    leave(&t, folder ? 0 : -1);
    return folder;
}

DIR *fdopendir(int handle) {
    struct ticket t;
    if (!about_handle(&t, &LIST, handle)) return REAL(fdopendir)(handle);
    if (enter(&t)) { leave(&t, -1); return NULL; }
    DIR *folder = REAL(fdopendir)(handle);
    leave(&t, folder ? 0 : -1);
    return folder;
}

/* A caller that goes by number is led to the call by name. */
long syscall(long number, ...) {
    long a[6];
    va_list rest;
    va_start(rest, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
    va_end(rest);
    if (control && number == SYS_renameat2)
        return renameat2((int)a[0], (const char *)a[1], (int)a[2], (const char *)a[3], (unsigned)a[4]);
    if (control && number == SYS_syncfs) return syncfs((int)a[0]);
    return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* ---- the harness's side -------------------------------------------------------------------------------------------- */

void fault_release(void) {
    if (control) munmap(control, sizeof *control);
    control = NULL;
    unsetenv("FAULTS_CONTROL");
}

static struct control *mapped(const char *path, int flags) {
    int handle = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | flags, 0666);
    if (handle < 0) return NULL;
    struct control *found = NULL;
    if (!(flags & O_CREAT) || syscall(SYS_ftruncate, handle, sizeof *found) == 0)
        found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    syscall(SYS_close, handle);
    return found == MAP_FAILED ? NULL : found;
}

int fault_prepare(const char *path, const char *prefix, const char *log) {
    fault_release();
    struct control *made = mapped(path, O_CREAT | O_TRUNC);
    if (!made) return -1;
    pthread_mutexattr_t shared;
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&made->mutex, &shared);
    made->classes = CHANGES;
    made->logging = log[0] != 0;
    made->prefix_size = strlen(prefix);
    snprintf(made->prefix, PATH_SIZE, "%s", prefix);
    snprintf(made->log, PATH_SIZE, "%s", log);
    setenv("FAULTS_CONTROL", path, 1);
    control = made;
    return 0;
}

void fault_set(int kind, long number, int error, int classes) {
    control->number = number;
    control->error = error;
    control->classes = classes;
    control->kind = kind;
}

void fault_main(void) { control->main = getpid(); }
long fault_count(void) { return (long)control->count; }
int fault_fired(void) { return control->fired; }

__attribute__((constructor)) static void find_control(void) {
    const char *path = getenv("FAULTS_CONTROL");
    if (path && *path) control = mapped(path, 0);
}
