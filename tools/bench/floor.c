/* The floor: what awards cost in C with libsodium, the same bytes in the same files as `badgepress build` writes.
 *
 *     floor INPUT OUT [verify]
 *
 * INPUT is written by floor_input.py, which describes its format: texts with holes for each shape of award, and the
 * values of each award. Nothing in it is a hash or a signature. For each award this program
 *
 *   1. fills the options of its proof and hashes them                                  SHA-256
 *   2. labels the blank nodes of its credential, fills its statements, sorts and hashes them
 *   3. signs both hashes (and with `verify` checks the signature)                      Ed25519
 *   4. writes OUT/awards/ID/credential.json, badge.png and index.html, and where there is one status.json
 *
 * What awards share is made ready once: statements without holes are sorted, blank nodes without holes hashed.
 * Standards: RDFC-1.0, 4.4, as far as first-degree hashes tell blank nodes apart (where they do not, files differ from
 * the build's, and floor.py says so); VC-DI-EdDSA 1.0, 3.2; PNG, 11.3.3.4. SHA-256 is OpenSSL's, which uses the processor's own instructions.
 */

#define OPENSSL_API_COMPAT 0x10100000L
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { END, RAW, HTML, JSON, SCRIPT, QUAD, DAY, LONG, LABEL, MONTH, CODE, ISSUED, EXPIRING };
enum { ID_LETTERS = 16, LETTERS = 36, MAX_WORD_BITS = 11, MAX_SIDE = 97 };
enum { MAX_BLANKS = 64, MAX_LINES = 1024, MAX_FIELDS = 32, ROOM = 1 << 20, BASE58_DIGITS = 90 };

typedef struct { const uint8_t *at; uint32_t size; } Bytes;
typedef struct { uint8_t op, arg; Bytes text; } Piece;
typedef struct { Piece *pieces; int holes; } Pattern;
typedef struct { Pattern *items; uint32_t count; } Patterns;
typedef struct { Bytes head, tail; } Art;
typedef struct { Patterns lines; int holes; uint8_t hash[32]; } Blank;
typedef struct {
    uint32_t art, blank_count, still_count, moving_count;
    Patterns options, lines;
    Blank *blanks;
    Bytes *still;        /* statements without holes, sorted */
    Pattern **moving;    /* the others */
    Pattern credential, page, note;
} Shape;

typedef struct { uint8_t size; char text[63]; } Drawing;
static struct {
    uint32_t side, words, word_bits;
    const uint16_t *pictures;
    Drawing drawings[2][1 << MAX_WORD_BITS]; /* of each value of a word; those of a row's last word go on to the next */
} codes;

static const char *const MONTHS[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"};
static Bytes labels_by_rank[MAX_BLANKS];
static uint32_t crc_table[8][256];

static void die(const char *what)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* --- filling texts ------------------------------------------------------------------------------------------ */

static uint8_t *put(uint8_t *out, const void *text, size_t size)
{
    memcpy(out, text, size);
    return out + size;
}

static uint8_t *put_text(uint8_t *out, const char *text) { return put(out, text, strlen(text)); }

static uint8_t *put_code(uint8_t *out, int code, int capitals)
{
    return out + sprintf((char *)out, capitals ? "\\u%04X" : "\\u%04x", code);
}

static uint8_t *put_html(uint8_t *out, Bytes value)
{
    for (uint32_t i = 0; i < value.size; i++) {
        switch (value.at[i]) {
        case '&': out = put_text(out, "&amp;"); break;
        case '<': out = put_text(out, "&lt;"); break;
        case '>': out = put_text(out, "&gt;"); break;
        case '\'': out = put_text(out, "&#39;"); break;
        case '"': out = put_text(out, "&#34;"); break;
        default: *out++ = value.at[i];
        }
    }
    return out;
}

static char short_escape(uint8_t c)
{
    switch (c) {
    case '"': case '\\': return (char)c;
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

/* JSON, JSON inside a script element, and literals of N-Quads escape alike but for a few characters. */
static uint8_t *put_escaped(uint8_t *out, Bytes value, int op)
{
    for (uint32_t i = 0; i < value.size; i++) {
        uint8_t c = value.at[i];
        char letter = short_escape(c);
        if (letter) {
            *out++ = '\\';
            *out++ = (uint8_t)letter;
        } else if (c < 0x20 || (op == QUAD && c == 0x7f)) {
            out = put_code(out, c, op == QUAD);
        } else if (op == SCRIPT && (c == '<' || c == '>' || c == '&')) {
            out = put_code(out, c, 0);
        } else if (op == SCRIPT && c == 0xe2 && i + 2 < value.size && value.at[i + 1] == 0x80 &&
                   (value.at[i + 2] & 0xfe) == 0xa8) {
            out = put_code(out, 0x2028 + (value.at[i + 2] & 1), 0);
            i += 2;
        } else {
            *out++ = c;
        }
    }
    return out;
}

static uint8_t *put_long_day(uint8_t *out, Bytes value)
{
    const uint8_t *day = value.at;
    out = put_text(out, MONTHS[(day[5] - '0') * 10 + day[6] - '0' - 1]);
    *out++ = ' ';
    if (day[8] != '0')
        *out++ = day[8];
    *out++ = day[9];
    out = put_text(out, ", ");
    return put(out, day, 4);
}

static int month_of(Bytes value) { return (value.at[5] - '0') * 10 + value.at[6] - '0'; }

static uint8_t *put_month(uint8_t *out, Bytes value)
{
    out = put_text(out, MONTHS[month_of(value) - 1]);
    *out++ = ' ';
    return put(out, value.at, 4);
}

static uint8_t *put_asked(uint8_t *out, Bytes value, const char *word)
{
    out = put_text(put_text(out, word), "Year=");
    out = put_text(put(out, value.at, 4), "&amp;");
    out = put_text(put_text(out, word), "Month=");
    return out + sprintf((char *)out, "%d", month_of(value));
}

/* The QR code of an id: a picture of what all codes share, XOR one for each letter, drawn row by row. */
static uint8_t *put_code_path(uint8_t *out, Bytes id)
{
    uint16_t picture[MAX_SIDE * MAX_SIDE];
    uint32_t count = codes.side * codes.words;
    memcpy(picture, codes.pictures, count * 2);
    for (uint32_t place = 0; place < ID_LETTERS; place++) {
        uint8_t c = id.at[place];
        uint32_t letter = (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
        const uint16_t *over = codes.pictures + (1 + place * LETTERS + letter) * count;
        for (uint32_t i = 0; i < count; i++)
            picture[i] ^= over[i];
    }
    out = put_text(out, "M0 .5");
    for (uint32_t row = 0, i = 0; row < codes.side; row++)
        for (uint32_t word = 0; word < codes.words; word++, i++) {
            const Drawing *drawing = &codes.drawings[word == codes.words - 1][picture[i]];
            out = put(out, drawing->text, drawing->size);
        }
    return out;
}

static uint8_t *fill(uint8_t *out, const Pattern *pattern, const Bytes *values, const Bytes *labels)
{
    for (const Piece *piece = pattern->pieces;; piece++) {
        out = put(out, piece->text.at, piece->text.size);
        switch (piece->op) {
        case END: return out;
        case RAW: out = put(out, values[piece->arg].at, values[piece->arg].size); break;
        case HTML: out = put_html(out, values[piece->arg]); break;
        case DAY: out = put(out, values[piece->arg].at, 10); break;
        case LONG: out = put_long_day(out, values[piece->arg]); break;
        case LABEL: out = put(out, labels[piece->arg].at, labels[piece->arg].size); break;
        case MONTH: out = put_month(out, values[piece->arg]); break;
        case CODE: out = put_code_path(out, values[piece->arg]); break;
        case ISSUED: out = put_asked(out, values[piece->arg], "issue"); break;
        case EXPIRING: out = put_asked(out, values[piece->arg], "expiration"); break;
        default: out = put_escaped(out, values[piece->arg], piece->op);
        }
    }
}

/* --- canonical statements ------------------------------------------------------------------------------------ */

static int compare(Bytes a, Bytes b)
{
    int order = memcmp(a.at, b.at, a.size < b.size ? a.size : b.size);
    return order ? order : a.size < b.size ? -1 : a.size > b.size;
}

static void sort(Bytes *lines, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) { /* nearly sorted already: they come in the order of the probe's */
        Bytes line = lines[i];
        uint32_t at = i;
        for (; at && compare(lines[at - 1], line) > 0; at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
}

static void sha256(const uint8_t *text, size_t size, uint8_t *hash)
{
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, text, size);
    SHA256_Final(hash, &state);
}

static void hash_sorted(const Patterns *patterns, const Bytes *values, uint8_t *hash)
{
    static uint8_t buffer[ROOM], text[ROOM];
    Bytes lines[MAX_LINES];
    uint8_t *out = buffer, *end = text;
    for (uint32_t i = 0; i < patterns->count; i++) {
        uint8_t *next = fill(out, &patterns->items[i], values, NULL);
        lines[i] = (Bytes){out, (uint32_t)(next - out)};
        out = next;
    }
    sort(lines, patterns->count);
    for (uint32_t i = 0; i < patterns->count; i++)
        end = put(end, lines[i].at, lines[i].size);
    sha256(text, (size_t)(end - text), hash);
}

/* Blank nodes get c14n0, c14n1, ... in the order of their first-degree hashes. */
static void label(Shape *shape, const Bytes *values, Bytes *labels)
{
    int order[MAX_BLANKS];
    for (uint32_t i = 0; i < shape->blank_count; i++) {
        Blank *blank = &shape->blanks[i];
        if (blank->holes)
            hash_sorted(&blank->lines, values, blank->hash);
        uint32_t at = i;
        for (; at && memcmp(shape->blanks[order[at - 1]].hash, blank->hash, 32) > 0; at--)
            order[at] = order[at - 1];
        order[at] = (int)i;
    }
    for (uint32_t i = 0; i < shape->blank_count; i++)
        labels[order[i]] = labels_by_rank[i];
}

static void hash_document(Shape *shape, const Bytes *values, uint8_t *hash)
{
    static uint8_t buffer[ROOM], text[ROOM];
    Bytes labels[MAX_BLANKS], moving[MAX_LINES];
    uint8_t *out = buffer, *end = text;
    label(shape, values, labels);
    for (uint32_t i = 0; i < shape->moving_count; i++) {
        uint8_t *next = fill(out, shape->moving[i], values, labels);
        moving[i] = (Bytes){out, (uint32_t)(next - out)};
        out = next;
    }
    sort(moving, shape->moving_count);
    uint32_t a = 0, b = 0;
    while (a < shape->still_count || b < shape->moving_count) {
        int first = b == shape->moving_count ||
                    (a < shape->still_count && compare(shape->still[a], moving[b]) < 0);
        Bytes line = first ? shape->still[a++] : moving[b++];
        end = put(end, line.at, line.size);
    }
    sha256(text, (size_t)(end - text), hash);
}

/* --- signatures, pictures, files ------------------------------------------------------------------------------ */

static uint32_t base58(const uint8_t *data, char *out)
{
    static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    uint32_t limbs[16];
    char reversed[BASE58_DIGITS + 5];
    int count = 0, first = 0;
    uint32_t size = 0;
    for (int i = 0; i < 16; i++)
        limbs[i] = (uint32_t)data[4 * i] << 24 | (uint32_t)data[4 * i + 1] << 16 | (uint32_t)data[4 * i + 2] << 8 |
                   data[4 * i + 3];
    while (first < 16) {
        uint64_t rest = 0;
        for (int i = first; i < 16; i++) {
            rest = rest << 32 | limbs[i];
            limbs[i] = (uint32_t)(rest / 656356768);
            rest %= 656356768; /* 58 to the fifth */
        }
        for (int i = 0; i < 5; i++, rest /= 58)
            reversed[count++] = digits[rest % 58];
        while (first < 16 && !limbs[first])
            first++;
    }
    while (count && reversed[count - 1] == '1')
        count--;
    for (int i = 0; i < 64 && !data[i]; i++)
        out[size++] = '1';
    while (count)
        out[size++] = reversed[--count];
    return size;
}

static void make_crc_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++)
            value = value >> 1 ^ (0xedb88320u & -(value & 1));
        crc_table[0][i] = value;
    }
    for (int row = 1; row < 8; row++)
        for (int i = 0; i < 256; i++)
            crc_table[row][i] = crc_table[row - 1][i] >> 8 ^ crc_table[0][crc_table[row - 1][i] & 255];
}

static uint32_t crc32(uint32_t crc, const uint8_t *data, size_t size)
{
    crc = ~crc;
    for (; size >= 8; data += 8, size -= 8) {
        uint32_t low, high;
        memcpy(&low, data, 4);
        memcpy(&high, data + 4, 4);
        low ^= crc;
        crc = crc_table[7][low & 255] ^ crc_table[6][low >> 8 & 255] ^ crc_table[5][low >> 16 & 255] ^
              crc_table[4][low >> 24] ^ crc_table[3][high & 255] ^ crc_table[2][high >> 8 & 255] ^
              crc_table[1][high >> 16 & 255] ^ crc_table[0][high >> 24];
    }
    while (size--)
        crc = crc >> 8 ^ crc_table[0][(crc ^ *data++) & 255];
    return ~crc;
}

static void write_file(Bytes folder, const char *name, const struct iovec *parts, int count)
{
    char path[256];
    size_t whole = 0;
    memcpy(path, folder.at, folder.size);
    strcpy(path + folder.size, name);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0)
        die(path);
    for (int i = 0; i < count; i++)
        whole += parts[i].iov_len;
    if (writev(file, parts, count) != (ssize_t)whole)
        die(path);
    close(file);
}

static void write_text(Bytes folder, const char *name, const uint8_t *text, const uint8_t *end)
{
    struct iovec part = {(void *)text, (size_t)(end - text)};
    write_file(folder, name, &part, 1);
}

static void write_picture(Bytes folder, const Art *art, const uint8_t *text, size_t size)
{
    static const uint8_t start[] = "iTXtopenbadgecredential\0\0\0\0"; /* and the fifth zero, which ends the string */
    uint8_t length[4], checksum[4];
    uint32_t value = (uint32_t)(sizeof start - 4 + size);
    for (int i = 0; i < 4; i++)
        length[i] = (uint8_t)(value >> (24 - 8 * i));
    value = crc32(crc32(0, start, sizeof start), text, size);
    for (int i = 0; i < 4; i++)
        checksum[i] = (uint8_t)(value >> (24 - 8 * i));
    struct iovec parts[] = {{(void *)art->head.at, art->head.size}, {length, 4}, {(void *)start, sizeof start},
                            {(void *)text, size}, {checksum, 4}, {(void *)art->tail.at, art->tail.size}};
    write_file(folder, "/badge.png", parts, 6);
}

/* --- reading the input ---------------------------------------------------------------------------------------- */

static const uint8_t *input;

static uint32_t take_number(void)
{
    uint32_t number;
    memcpy(&number, input, 4);
    input += 4;
    return number;
}

static Bytes take_bytes(void)
{
    uint32_t size = take_number();
    Bytes bytes = {input, size};
    input += size;
    return bytes;
}

static void draw(Drawing *drawing, uint32_t value, uint32_t width, int last)
{
    char *out = drawing->text;
    uint32_t at = 0, skipped = 0;
    while (at < width) {
        uint32_t dark = value >> at & 1, length = 0;
        while (at < width && (value >> at & 1) == dark)
            at++, length++;
        if (!dark && last && at == width)
            skipped = length;
        else
            out += sprintf(out, dark ? "h%u" : "m%u 0", length);
    }
    if (last)
        out += sprintf(out, "m%d 1", (int)skipped - (int)codes.side);
    drawing->size = (uint8_t)(out - drawing->text);
}

static void take_codes(void)
{
    codes.side = take_number();
    codes.words = take_number();
    codes.word_bits = take_number();
    if (codes.side > MAX_SIDE || codes.words > MAX_SIDE || codes.word_bits > MAX_WORD_BITS)
        die("a code is larger than there is room for");
    size_t size = (size_t)2 * codes.side * codes.words * (1 + ID_LETTERS * LETTERS);
    uint16_t *pictures = malloc(size); /* a copy, because the input may stand at an odd address */
    memcpy(pictures, input, size);
    codes.pictures = pictures;
    input += size;
    for (int last = 0; last < 2; last++) {
        uint32_t width = last ? codes.side - (codes.words - 1) * codes.word_bits : codes.word_bits;
        for (uint32_t value = 0; value < 1u << width; value++)
            draw(&codes.drawings[last][value], value, width, last);
    }
}

static Pattern take_pattern(void)
{
    Pattern pattern = {calloc(take_number(), sizeof(Piece)), 0};
    for (Piece *piece = pattern.pieces;; piece++) {
        piece->op = *input++;
        piece->arg = *input++;
        piece->text = take_bytes();
        if (piece->op == END)
            return pattern;
        pattern.holes++;
    }
}

static Patterns take_patterns(void)
{
    Patterns patterns = {NULL, take_number()};
    if (patterns.count > MAX_LINES)
        die("more statements than there is room for");
    patterns.items = calloc(patterns.count, sizeof(Pattern));
    for (uint32_t i = 0; i < patterns.count; i++)
        patterns.items[i] = take_pattern();
    return patterns;
}

static void take_blank(Blank *blank)
{
    blank->lines = take_patterns();
    for (uint32_t i = 0; i < blank->lines.count; i++)
        blank->holes += blank->lines.items[i].holes;
    if (!blank->holes)
        hash_sorted(&blank->lines, NULL, blank->hash);
}

static void part_lines(Shape *shape)
{
    shape->still = calloc(shape->lines.count, sizeof(Bytes));
    shape->moving = calloc(shape->lines.count, sizeof(Pattern *));
    for (uint32_t i = 0; i < shape->lines.count; i++) {
        Pattern *line = &shape->lines.items[i];
        if (line->holes)
            shape->moving[shape->moving_count++] = line;
        else
            shape->still[shape->still_count++] = line->pieces[0].text;
    }
    sort(shape->still, shape->still_count);
}

static void take_shape(Shape *shape)
{
    shape->art = take_number();
    shape->options = take_patterns();
    shape->blank_count = take_number();
    if (shape->blank_count > MAX_BLANKS)
        die("more blank nodes than there is room for");
    shape->blanks = calloc(shape->blank_count, sizeof(Blank));
    for (uint32_t i = 0; i < shape->blank_count; i++)
        take_blank(&shape->blanks[i]);
    shape->lines = take_patterns();
    part_lines(shape);
    shape->credential = take_pattern();
    shape->page = take_pattern();
    shape->note = take_pattern();
}

/* --- the work ------------------------------------------------------------------------------------------------- */

typedef struct { uint8_t public[32], secret[64]; int verify; uint32_t signature_field; } Signer;

static void make_award(Shape *shape, const Art *arts, Bytes *values, const Signer *signer)
{
    static uint8_t credential[ROOM], page[ROOM], note[ROOM];
    static char spelled[BASE58_DIGITS + 1] = "z";
    uint8_t digest[64], signature[64];
    char folder[64];
    hash_sorted(&shape->options, values, digest);
    hash_document(shape, values, digest + 32);
    crypto_sign_detached(signature, NULL, digest, sizeof digest, signer->secret);
    if (signer->verify && crypto_sign_verify_detached(signature, digest, sizeof digest, signer->public))
        die("a signature does not fit");
    values[signer->signature_field] = (Bytes){(uint8_t *)spelled, 1 + base58(signature, spelled + 1)};
    uint8_t *end = fill(credential, &shape->credential, values, NULL);
    uint8_t *page_end = fill(page, &shape->page, values, NULL);
    memcpy(folder, values[0].at, values[0].size);
    folder[values[0].size] = 0;
    if (mkdir(folder, 0755))
        die(folder);
    write_text(values[0], "/credential.json", credential, end);
    write_picture(values[0], &arts[shape->art], credential, (size_t)(end - credential));
    write_text(values[0], "/index.html", page, page_end);
    uint8_t *note_end = fill(note, &shape->note, values, NULL);
    if (note_end != note)
        write_text(values[0], "/status.json", note, note_end);
}

static const uint8_t *mapped(const char *path)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about))
        die(path);
    void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        die(path);
    close(file);
    return bytes;
}

static void prepare(void)
{
    static char names[MAX_BLANKS][16];
    for (int i = 0; i < MAX_BLANKS; i++)
        labels_by_rank[i] = (Bytes){(uint8_t *)names[i], (uint32_t)sprintf(names[i], "_:c14n%d", i)};
    make_crc_table();
    umask(022);
    if (sodium_init() < 0)
        die("libsodium");
}

int main(int count, char **words)
{
    Bytes values[MAX_FIELDS];
    Signer signer = {.verify = count == 4 && !strcmp(words[3], "verify")};
    if (count != 3 && !signer.verify) {
        fprintf(stderr, "usage: floor INPUT OUT [verify]\n");
        return 2;
    }
    prepare();
    input = mapped(words[1]);
    crypto_sign_seed_keypair(signer.public, signer.secret, input);
    input += crypto_sign_SEEDBYTES;
    uint32_t fields = take_number();
    signer.signature_field = take_number();
    if (fields > MAX_FIELDS)
        die("more fields than there is room for");
    take_codes();
    uint32_t art_count = take_number();
    Art *arts = calloc(art_count, sizeof(Art));
    for (uint32_t i = 0; i < art_count; i++) {
        arts[i].head = take_bytes();
        arts[i].tail = take_bytes();
    }
    uint32_t shape_count = take_number();
    Shape *shapes = calloc(shape_count, sizeof(Shape));
    for (uint32_t i = 0; i < shape_count; i++)
        take_shape(&shapes[i]);
    if ((mkdir(words[2], 0755) && errno != EEXIST) || chdir(words[2]) || mkdir("awards", 0755) || chdir("awards"))
        die(words[2]);
    uint32_t awards = take_number();
    for (uint32_t i = 0; i < awards; i++) {
        Shape *shape = &shapes[take_number()];
        for (uint32_t field = 0; field < fields; field++)
            values[field] = take_bytes();
        make_award(shape, arts, values, &signer);
    }
    printf("%u awards\n", awards);
    return 0;
}
