// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.monolead.cli.architecture.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the documentation comments of one class say, as Markdown: so a page on a class and the class
 * cannot tell two stories. Reads the source with the compiler's own parser.
 */
final class SourceComments {
  private static final Pattern SCHEMA = Pattern.compile("io\\.monolead\\.schemas\\.([A-Za-z]+)");

  private final Class<?> type;

  /** Comments by the nested class, a {@code #} and the member; members are empty for the class. */
  private final Map<String, DocCommentTree> comments = new HashMap<>();

  private SourceComments(Class<?> type) {
    this.type = type;
  }

  /** Reads the source of a class of this repository, which is that of its outermost class. */
  static SourceComments of(Class<?> type) {
    SourceComments found = new SourceComments(type);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjects(source(type)));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        found.new Collector(trees).scan(new TreePath(unit), null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static Path source(Class<?> type) throws IOException {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    String file = "src/main/java/" + outermost.getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(SourceTree.root())) {
      return modules
          .map(module -> module.resolve(file))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("There is no source of " + type));
    }
  }

  private final class Collector extends TreePathScanner<Void, Void> {
    private final DocTrees trees;

    Collector(DocTrees trees) {
      this.trees = trees;
    }

    private void keep(String member) {
      List<String> classes = new ArrayList<>();
      for (Tree tree : getCurrentPath()) {
        if (tree instanceof ClassTree enclosing) {
          classes.add(0, enclosing.getSimpleName().toString());
        }
      }
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null) {
        // Of methods of one name the first that is documented speaks.
        comments.putIfAbsent(String.join(".", classes) + "#" + member, comment);
      }
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      keep("");
      return super.visitClass(tree, null);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      keep(tree.getName().toString());
      return super.visitMethod(tree, null);
    }

    @Override
    public Void visitVariable(VariableTree tree, Void nothing) {
      keep(tree.getName().toString());
      return super.visitVariable(tree, null);
    }
  }

  private Optional<DocCommentTree> comment(String member) {
    String name = type.getName();
    String nested = name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    return Optional.ofNullable(comments.get(nested + "#" + member));
  }

  /** The first sentence on the class. */
  String summary() {
    return comment("").map(comment -> markdown(comment.getFirstSentence())).orElse("");
  }

  /** All that is said on the class but for its parameters. */
  String text() {
    return comment("").map(comment -> markdown(comment.getFullBody())).orElse("");
  }

  /** The first sentence on a method or constant; empty if nothing is said. */
  String summary(String member) {
    return comment(member).map(comment -> markdown(comment.getFirstSentence())).orElse("");
  }

  /** All that is said on a method or constant. */
  String text(String member) {
    return comment(member).map(comment -> markdown(comment.getFullBody())).orElse("");
  }

  /** The record of {@code schemas} that the comment on a method links to. */
  Optional<String> linkedRecord(String member) {
    return comment(member)
        .map(comment -> SCHEMA.matcher(comment.toString()))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  /** What is said on a component of a record; empty if nothing is. */
  String component(String name) {
    return comment("").stream()
        .flatMap(comment -> comment.getBlockTags().stream())
        .filter(tag -> tag instanceof ParamTree)
        .map(tag -> (ParamTree) tag)
        .filter(param -> param.getName().getName().contentEquals(name))
        .map(param -> markdown(param.getDescription()))
        .findFirst()
        .orElse("");
  }

  private String markdown(List<? extends DocTree> trees) {
    StringBuilder text = new StringBuilder();
    int item = 0;
    for (DocTree tree : trees) {
      if (tree instanceof StartElementTree start) {
        String name = start.getName().toString();
        item = name.equals("ol") ? 0 : item;
        text.append(
            switch (name) {
              case "li" -> "\n" + ++item + ". ";
              case "p" -> "\n\n";
              default -> "";
            });
      } else if (!(tree instanceof EndElementTree)) {
        text.append(inline(tree));
      }
    }
    // Lines of the source are no lines of the page.
    return text.toString()
        .lines()
        .map(String::strip)
        .reduce("", SourceComments::join)
        .replaceAll("\n{3,}", "\n\n")
        .replaceAll("(?m)(^\\d+\\. .*\n)\n(?=\\d+\\. )", "$1")
        .strip();
  }

  private static String join(String before, String line) {
    if (before.isEmpty() || line.isEmpty() || line.matches("\\d+\\. .*")) {
      return before + (before.isEmpty() ? "" : "\n") + line;
    }
    return before + (before.endsWith("\n") ? "" : " ") + line;
  }

  private String inline(DocTree tree) {
    if (tree instanceof TextTree text) {
      return text.getBody();
    } else if (tree instanceof LiteralTree literal) {
      return "`" + literal.getBody().getBody().strip() + "`";
    } else if (tree instanceof LinkTree link) {
      String label = markdown(link.getLabel());
      String target = link.getReference().getSignature();
      return label.isEmpty() ? "`" + target.replaceAll(".*[.#]", "") + "`" : label;
    } else if (tree instanceof ValueTree value) {
      return String.valueOf(constant(value.getReference().getSignature()));
    } else if (tree instanceof EntityTree entity) {
      return "&" + entity.getName() + ";";
    }
    return tree.toString();
  }

  private Object constant(String signature) {
    try {
      Field field = type.getDeclaredField(signature.replaceAll(".*#", ""));
      field.setAccessible(true);
      return field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no constant " + signature, e);
    }
  }
}
