// Starts the unit tests of all layers. Holds no test itself.
// Source of its rules: GoogleTest's primer.
#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
