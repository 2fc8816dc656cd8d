/* Counts the words of its input's file and looks them up again: a program with two phases and two
 * operations, gated by `heapdyno check -- ./words text`.
 *
 *   words FILE
 */
#include <ctype.h>
#include <heapdyno/scope.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024, LONGEST = 64 };

struct entry {
  struct entry* next;
  char* word;
  unsigned count;
};

static struct entry* table[BUCKETS];

static struct entry** bucket_of(const char* word) {
  uint32_t hash = 2166136261u;
  for (; *word != '\0'; ++word) hash = (hash ^ (unsigned char)*word) * 16777619u;
  return &table[hash % BUCKETS];
}

static struct entry* find(const char* word) {
  struct entry* entry = *bucket_of(word);
  while (entry != NULL && strcmp(entry->word, word) != 0) entry = entry->next;
  return entry;
}

static void insert(const char* word) {
  struct entry** const bucket = bucket_of(word);
  struct entry* entry = find(word);
  if (entry == NULL) {
    entry = malloc(sizeof(*entry));
    if (entry == NULL) abort();
    entry->word = malloc(strlen(word) + 1);
    if (entry->word == NULL) abort();
    strcpy(entry->word, word);
    entry->count = 0;
    entry->next = *bucket;
    *bucket = entry;
  }
  ++entry->count;
}

/* The next word of the file, in lower case; 0 at its end. */
static int read_word(FILE* file, char* word) {
  size_t length = 0;
  int c = fgetc(file);
  while (c != EOF && !isalpha(c)) c = fgetc(file);
  for (; c != EOF && isalpha(c); c = fgetc(file)) {
    if (length + 1 < LONGEST) word[length++] = (char)tolower(c);
  }
  word[length] = '\0';
  return length > 0;
}

int main(int count, char** arguments) {
  const unsigned inserting = heapdyno_operation("insert");
  const unsigned finding = heapdyno_operation("find");
  char word[LONGEST];
  unsigned words = 0, found = 0, before;
  FILE* file = count == 2 ? fopen(arguments[1], "r") : NULL;
  if (file == NULL) {
    fprintf(stderr, "usage: words FILE\n");
    return 2;
  }

  heapdyno_phase("load");
  while (read_word(file, word)) {
    before = heapdyno_enter(inserting);
    insert(word);
    heapdyno_leave(before);
    ++words;
  }

  heapdyno_phase("look-up");
  rewind(file);
  while (read_word(file, word)) {
    before = heapdyno_enter(finding);
    found += find(word) != NULL;
    heapdyno_leave(before);
  }
  heapdyno_phase(NULL);

  fclose(file);
  printf("%u words, %u found again\n", words, found);
  return words == found ? 0 : 1;
}
